# fish completion of retailinsight; made by: retailinsight completion fish
# Use: retailinsight completion fish | source
function __retailinsight_at # the words typed are exactly these
    set -l typed (commandline -opc)[2..-1]
    set typed (string match -v -- '-*' $typed)
    test "$typed" = "$argv"
end
function __retailinsight_in # the words typed begin with these
    set -l typed (commandline -opc)[2..-1]
    set typed (string match -v -- '-*' $typed)
    test "$typed[1.."(count $argv)"]" = "$argv"
end
complete -c retailinsight -l workspace -rF -d 'the folder with the data (else $RETAILINSIGHT_WORKSPACE, else ./retailinsight-workspace)'
complete -c retailinsight -l profile -xa 'dev test prod' -d 'which settings apply (else $RETAILINSIGHT_PROFILE, else prod)'
complete -c retailinsight -l engine -x -d 'where SQL runs (else as configured: duckdb)'
complete -c retailinsight -l format -xa 'table json ndjson csv arrow xlsx parquet' -d 'how the result is written (else by the extension of -o, else table)'
complete -c retailinsight -l output -s o -rF -d 'write the result to a file, which appears when it is complete; - is standard output'
complete -c retailinsight -l plot -rF -d 'draw the result instead: FILE.svg or FILE.png, the chart that its columns suggest'
complete -c retailinsight -l quiet -s q -d 'no progress and no notes; errors are still said'
complete -c retailinsight -l no-color -d 'no colors on a terminal (also NO_COLOR)'
complete -c retailinsight -l help -s h -d 'help, examples first'
complete -c retailinsight -l version -s V -d 'the version'
complete -c retailinsight -n __retailinsight_at -fa 'demo import report sales verify wait completion help version'
complete -c retailinsight -n '__retailinsight_at completion' -fa 'bash zsh fish'
complete -c retailinsight -n '__retailinsight_at help' -fa 'demo import report sales verify wait'
complete -c retailinsight -n '__retailinsight_at' -fa 'demo' -d 'Make a sample chain and look around'
complete -c retailinsight -n '__retailinsight_at' -fa 'import' -d 'Load files into the workspace'
complete -c retailinsight -n '__retailinsight_in import' -l as -xa 'sales stock products' -d 'what the rows are'
complete -c retailinsight -n '__retailinsight_in import' -l set -x -d 'column of the file for a field'
complete -c retailinsight -n '__retailinsight_in import' -l dry-run -d 'show what would happen, change nothing'
complete -c retailinsight -n '__retailinsight_in import' -l strict -d 'a rejected record fails the import'
complete -c retailinsight -n '__retailinsight_at report' -fa 'kpi' -d 'The report of key figures'
complete -c retailinsight -n '__retailinsight_in report kpi' -l input -rF -d 'a file instead of the workspace'
complete -c retailinsight -n '__retailinsight_at sales' -fa 'stores' -d 'Net sales by store'
complete -c retailinsight -n '__retailinsight_in sales stores' -l from -x -d 'first business day'
complete -c retailinsight -n '__retailinsight_in sales stores' -l by -xa 'day week month' -d 'length of a period'
complete -c retailinsight -n '__retailinsight_in sales stores' -l limit -x -d 'most rows'
complete -c retailinsight -n '__retailinsight_in sales stores' -l store -x -d 'only these stores'
complete -c retailinsight -n '__retailinsight_at sales' -fa 'trend' -d 'Net sales by period'
complete -c retailinsight -n '__retailinsight_in sales trend' -l from -x -d 'first business day'
complete -c retailinsight -n '__retailinsight_in sales trend' -l by -xa 'day week month' -d 'length of a period'
complete -c retailinsight -n '__retailinsight_in sales trend' -l limit -x -d 'most rows'
complete -c retailinsight -n '__retailinsight_in sales trend' -l store -x -d 'only these stores'
complete -c retailinsight -n '__retailinsight_at' -fa 'verify' -d 'Prove that nothing was lost'
complete -c retailinsight -n '__retailinsight_at' -fa 'wait' -d 'Wait until cancelled'
