/* Parquet by name and type: it is written elsewhere (ri_stream_parquet). */
#include "rows.h"

const struct ri_writer face_write_parquet = {.name = "parquet",
                                             .binary = true,
                                             .extension = "parquet",
                                             .content_type = "application/vnd.apache.parquet"};
