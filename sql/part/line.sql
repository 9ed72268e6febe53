-- `each_line` under the name that figures use.
-- part: each_line,
line AS NOT MATERIALIZED (
    SELECT * FROM each_line
)
