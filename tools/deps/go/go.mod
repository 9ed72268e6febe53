module retailinsight/deps

go 1.18

require github.com/duckdb/duckdb-go-bindings v0.10506.0
