#compdef retailinsight
# zsh completion of retailinsight; made by: retailinsight completion zsh
# Use: retailinsight completion zsh > a folder of $fpath/_retailinsight
# What may follow the words $1: sets words, options, files.
_retailinsight_after() {
    words='' options='' files=''
    case $1 in
    '') words='demo import report sales verify wait completion help version' ;;
    completion) words='bash zsh fish' ;;
    help) words='demo import report sales verify wait' ;;
    'report'|'help report') words='kpi' ;;
    'sales'|'help sales') words='stores trend' ;;
    esac
    case $1 in
    'demo') options='' files=1 ;;
    'import') options='--as --set --dry-run --strict' files=1 ;;
    'report kpi') options='--input' ;;
    'sales stores') options='--from --by --limit --store' ;;
    'sales trend') options='--from --by --limit --store' ;;
    'verify') options='' ;;
    'wait') options='' ;;
    esac
    options="$options --workspace --profile --engine --format --output --plot --quiet --no-color --help --version"
}
# The value of the option in "$1", an operation and an option: sets takes, values.
_retailinsight_value() {
    takes='' values=''
    case $1 in
    *' --workspace') takes=1; values='-file-' ;;
    *' --profile') takes=1; values='dev test prod' ;;
    *' --engine') takes=1; values='' ;;
    *' --format') takes=1; values='table json ndjson csv arrow xlsx parquet' ;;
    *' --output'|*' -o') takes=1; values='-file-' ;;
    *' --plot') takes=1; values='-file-' ;;
    'import --as') takes=1; values='sales stock products' ;;
    'import --set') takes=1; values='' ;;
    'report kpi --input') takes=1; values='-file-' ;;
    'sales stores --from') takes=1; values='' ;;
    'sales stores --by') takes=1; values='day week month' ;;
    'sales stores --limit') takes=1; values='' ;;
    'sales stores --store') takes=1; values='' ;;
    'sales trend --from') takes=1; values='' ;;
    'sales trend --by') takes=1; values='day week month' ;;
    'sales trend --limit') takes=1; values='' ;;
    'sales trend --store') takes=1; values='' ;;
    esac
}
_retailinsight() {
    local typed='' options files takes values word previous i
    local -a line; line=("${words[@]}")
    local position=$CURRENT current=${words[CURRENT]} words
    previous=${line[position-1]}
    for ((i = 2; i < position; i++)); do
        word=${line[i]}
        if [[ $word == -* ]]; then
            _retailinsight_value "$typed $word"
            [[ -n $takes ]] && ((i++))
        else
            _retailinsight_after "$typed"
            [[ " $words " == *" $word "* ]] && typed="${typed:+$typed }$word"
        fi
    done
    _retailinsight_value "$typed $previous"
    if [[ -n $takes ]]; then
        if [[ $values == -file- ]]; then _files; else compadd -- ${=values}; fi
        return
    fi
    _retailinsight_after "$typed"
    if [[ $current == -* ]]; then compadd -- ${=options}; return; fi
    compadd -- ${=words}
    [[ -n $files ]] && _files
}
if [[ $funcstack[1] == _retailinsight ]]; then _retailinsight; else compdef _retailinsight retailinsight; fi
