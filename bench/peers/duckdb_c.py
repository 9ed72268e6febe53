"""The least of DuckDB's C interface that a benchmark needs, on the very library that RetailInsight links."""
import ctypes


class Result(ctypes.Structure):  # duckdb_result: only handed through
    _fields_ = [("columns", ctypes.c_uint64), ("rows", ctypes.c_uint64), ("changed", ctypes.c_uint64),
                ("cells", ctypes.c_void_p), ("message", ctypes.c_char_p), ("internal", ctypes.c_void_p)]


class Database:
    def __init__(self, library, path):
        self.c = ctypes.CDLL(library)
        self.c.duckdb_library_version.restype = ctypes.c_char_p
        self.c.duckdb_result_error.restype = ctypes.c_char_p
        self.c.duckdb_value_int64.restype = ctypes.c_int64
        self.c.duckdb_value_int64.argtypes = [ctypes.c_void_p, ctypes.c_uint64, ctypes.c_uint64]
        self.version = self.c.duckdb_library_version().decode()
        self.database, self.connection = ctypes.c_void_p(), ctypes.c_void_p()
        if self.c.duckdb_open(path.encode(), ctypes.byref(self.database)):
            raise OSError(f"DuckDB does not open {path}")
        self.c.duckdb_connect(self.database, ctypes.byref(self.connection))

    def run(self, sql):
        """Runs one statement; the first cell of its first row as an integer, 0 where there is none."""
        result = Result()
        failed = self.c.duckdb_query(self.connection, sql.encode(), ctypes.byref(result))
        message = self.c.duckdb_result_error(ctypes.byref(result)) if failed else None
        number = 0 if failed else self.c.duckdb_value_int64(ctypes.byref(result), 0, 0)
        self.c.duckdb_destroy_result(ctypes.byref(result))
        if failed:
            raise ValueError(message.decode() if message else sql)
        return number

    def close(self):
        self.c.duckdb_disconnect(ctypes.byref(self.connection))
        self.c.duckdb_close(ctypes.byref(self.database))
