/* Completion scripts: the table of operations as data, and a short loop in the shell's own language.
 *
 * bash and zsh share one idea: the words typed so far name an operation ("sales stores"); tables say which words
 * may follow, which options the operation has and which values an option takes. */
#include "render.h"

/* ---- The tables of bash and zsh ------------------------------------------------------------------------ */

static void add_typed(struct ri_text *out, const char *operation, size_t length)
{
    for (size_t i = 0; i < length; i++) ri_text_putc(out, operation[i] == '.' ? ' ' : operation[i]);
}

/* Words that may follow `prefix` ("" or "sales"): each next word once. */
static void add_next_words(struct ri_text *out, struct ri_view prefix)
{
    const struct ri_operation_info *info;
    struct ri_view                  last = {0};
    const char                     *before = "";
    for (size_t i = 0; (info = ri_operation_at(i)); i++) {
        const char *at = info->name;
        if (prefix.length) {
            if (strncmp(at, prefix.at, prefix.length) != 0 || at[prefix.length] != '.') continue;
            at += prefix.length + 1;
        }
        const struct ri_view word = {at, strcspn(at, ".")};
        if (last.at && ri_view_equal(word, last)) continue;
        last = word;
        ri_text_puts(out, before);
        before = " ";
        ri_text_add(out, word.at, word.length);
    }
}

/* case rows:  'sales') words='kpis stores' ;;  for every beginning of an operation's name. */
static void word_rows(struct ri_text *out)
{
    const struct ri_operation_info *info;
    ri_text_puts(out, "    '') words='");
    add_next_words(out, (struct ri_view){0});
    ri_text_puts(out, " completion help version' ;;\n"
                      "    completion) words='bash zsh fish' ;;\n    help) words='");
    add_next_words(out, (struct ri_view){0});
    ri_text_puts(out, "' ;;\n");
    for (size_t i = 0; (info = ri_operation_at(i)); i++) {
        const size_t length = strcspn(info->name, ".");
        if (!info->name[length] ||
            (i && strncmp(ri_operation_at(i - 1)->name, info->name, length + 1) == 0))
            continue;
        ri_text_printf(out, "    '%.*s'|'help %.*s') words='", (int)length, info->name, (int)length,
                       info->name);
        add_next_words(out, (struct ri_view){info->name, length});
        ri_text_puts(out, "' ;;\n");
    }
}

static bool names_a_file(const struct ri_param *param)
{
    return param->type == RI_PARAM_FILE || param->type == RI_PARAM_PATH;
}

static void option_rows(struct ri_text *out)
{
    const struct ri_operation_info *info;
    for (size_t i = 0; (info = ri_operation_at(i)); i++) {
        bool        files = false;
        const char *before = "";
        ri_text_puts(out, "    '");
        add_typed(out, info->name, strlen(info->name));
        ri_text_puts(out, "') options='");
        for (size_t p = 0; p < info->param_count; p++) {
            const struct ri_param *param = &info->params[p];
            if (param->flags & RI_PARAM_POSITIONAL) {
                files = files || names_a_file(param);
                continue;
            }
            ri_text_printf(out, "%s--%s", before, param->name);
            before = " ";
        }
        ri_text_printf(out, "'%s ;;\n", files ? " files=1" : "");
    }
}

static void add_values(struct ri_text *out, const char *const *values)
{
    for (size_t i = 0; values[i]; i++) ri_text_printf(out, "%s%s", i ? " " : "", values[i]);
    ri_text_puts(out, "' ;;\n");
}

/* What follows an option: allowed words, files, or something we cannot know. Flags take nothing. */
static void value_rows(struct ri_text *out)
{
    const struct ri_operation_info *info;
    const struct cli_global        *global;
    for (size_t g = 0; (global = cli_global_at(g)); g++) {
        if (!global->value) continue;
        ri_text_printf(out, "    *' --%s'", global->name);
        if (global->letter) ri_text_printf(out, "|*' -%c'", global->letter);
        ri_text_puts(out, ") takes=1; values='");
        if (global->values)
            add_values(out, global->values);
        else
            ri_text_printf(out, "%s' ;;\n", strcmp(global->value, "ENGINE") == 0 ? "" : "-file-");
    }
    for (size_t i = 0; (info = ri_operation_at(i)); i++) {
        for (size_t p = 0; p < info->param_count; p++) {
            const struct ri_param *param = &info->params[p];
            if (param->type == RI_PARAM_FLAG || param->flags & RI_PARAM_POSITIONAL) continue;
            ri_text_puts(out, "    '");
            add_typed(out, info->name, strlen(info->name));
            ri_text_printf(out, " --%s') takes=1; values='", param->name);
            if (param->values)
                add_values(out, param->values);
            else
                ri_text_printf(out, "%s' ;;\n", names_a_file(param) ? "-file-" : "");
        }
    }
}

static void tables(struct ri_text *out)
{
    const struct cli_global *global;
    ri_text_puts(out,
                 "# What may follow the words $1: sets words, options, files.\n"
                 "_retailinsight_after() {\n    words='' options='' files=''\n    case $1 in\n");
    word_rows(out);
    ri_text_puts(out, "    esac\n    case $1 in\n");
    option_rows(out);
    ri_text_puts(out, "    esac\n    options=\"$options");
    for (size_t i = 0; (global = cli_global_at(i)); i++) ri_text_printf(out, " --%s", global->name);
    ri_text_puts(
        out,
        "\"\n}\n"
        "# The value of the option in \"$1\", an operation and an option: sets takes, values.\n"
        "_retailinsight_value() {\n    takes='' values=''\n    case $1 in\n");
    value_rows(out);
    ri_text_puts(out, "    esac\n}\n");
}

static void bash(struct ri_text *out)
{
    ri_text_puts(out, "# bash completion of retailinsight; made by: retailinsight completion bash\n"
                      "# Use: source <(retailinsight completion bash)\n");
    tables(out);
    ri_text_puts(
        out,
        "_retailinsight() {\n"
        "    local typed='' words options files takes values word previous current i\n"
        "    current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}\n"
        "    if [[ $current == = ]]; then current=''\n" /* --option=value is three words to bash */
        "    elif [[ $previous == = ]]; then previous=${COMP_WORDS[COMP_CWORD-2]}; fi\n"
        "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
        "        word=${COMP_WORDS[i]}\n"
        "        if [[ $word == -* ]]; then\n"
        "            _retailinsight_value \"$typed $word\"\n"
        "            if [[ $takes && ${COMP_WORDS[i+1]} != = ]]; then ((i++)); elif [[ $takes ]]; "
        "then ((i += 2)); fi\n"
        "        else\n"
        "            _retailinsight_after \"$typed\"\n"
        "            [[ \" $words \" == *\" $word \"* ]] && typed=\"${typed:+$typed }$word\"\n"
        "        fi\n"
        "    done\n"
        "    _retailinsight_value \"$typed $previous\"\n"
        "    if [[ $takes ]]; then\n"
        "        if [[ $values == -file- ]]; then\n"
        "            mapfile -t COMPREPLY < <(compgen -f -- \"$current\")\n"
        "        else mapfile -t COMPREPLY < <(compgen -W \"$values\" -- \"$current\"); fi\n"
        "        return\n"
        "    fi\n"
        "    _retailinsight_after \"$typed\"\n"
        "    if [[ $current == -* ]]; then words=$options files=''; fi\n"
        "    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$current\"\n"
        "        if [[ $files ]]; then compgen -f -- \"$current\"; fi)\n"
        "}\n"
        "complete -o filenames -F _retailinsight retailinsight\n");
}

static void zsh(struct ri_text *out)
{
    ri_text_puts(out, "#compdef retailinsight\n"
                      "# zsh completion of retailinsight; made by: retailinsight completion zsh\n"
                      "# Use: retailinsight completion zsh > a folder of $fpath/_retailinsight\n");
    tables(out);
    ri_text_puts(
        out, "_retailinsight() {\n"
             "    local typed='' options files takes values word previous i\n"
             "    local -a line; line=(\"${words[@]}\")\n"
             "    local position=$CURRENT current=${words[CURRENT]} words\n"
             "    previous=${line[position-1]}\n"
             "    for ((i = 2; i < position; i++)); do\n"
             "        word=${line[i]}\n"
             "        if [[ $word == -* ]]; then\n"
             "            _retailinsight_value \"$typed $word\"\n"
             "            [[ -n $takes ]] && ((i++))\n"
             "        else\n"
             "            _retailinsight_after \"$typed\"\n"
             "            [[ \" $words \" == *\" $word \"* ]] && typed=\"${typed:+$typed }$word\"\n"
             "        fi\n"
             "    done\n"
             "    _retailinsight_value \"$typed $previous\"\n"
             "    if [[ -n $takes ]]; then\n"
             "        if [[ $values == -file- ]]; then _files; else compadd -- ${=values}; fi\n"
             "        return\n"
             "    fi\n"
             "    _retailinsight_after \"$typed\"\n"
             "    if [[ $current == -* ]]; then compadd -- ${=options}; return; fi\n"
             "    compadd -- ${=words}\n"
             "    [[ -n $files ]] && _files\n"
             "}\n"
             "if [[ $funcstack[1] == _retailinsight ]]; then _retailinsight; else compdef "
             "_retailinsight retailinsight; fi\n");
}

/* ---- fish ---------------------------------------------------------------------------------------------- */

/* 'text' of fish: backslash and quote are escaped. */
static void fish_quoted(struct ri_text *out, const char *text)
{
    ri_text_putc(out, '\'');
    for (; *text; text++) {
        if (*text == '\'' || *text == '\\') ri_text_putc(out, '\\');
        ri_text_putc(out, *text);
    }
    ri_text_putc(out, '\'');
}

static void fish_values(struct ri_text *out, const char *const *values, bool file)
{
    if (values) {
        ri_text_puts(out, " -xa '");
        for (size_t i = 0; values[i]; i++) ri_text_printf(out, "%s%s", i ? " " : "", values[i]);
        ri_text_puts(out, "'");
    } else {
        ri_text_puts(out, file ? " -rF" : " -x");
    }
}

static void fish_operation(struct ri_text *out, const struct ri_operation_info *info)
{
    const char *verb = strchr(info->name, '.');
    ri_text_printf(out, "complete -c retailinsight -n '__retailinsight_at%s%.*s' -fa ",
                   verb ? " " : "", verb ? (int)(verb - info->name) : 0, info->name);
    struct ri_text word = {0};
    add_typed(&word, verb ? verb + 1 : info->name, strlen(verb ? verb + 1 : info->name));
    fish_quoted(out, word.at ? word.at : "");
    ri_text_puts(out, " -d ");
    fish_quoted(out, info->summary);
    ri_text_putc(out, '\n');
    ri_text_release(&word);
    for (size_t p = 0; p < info->param_count; p++) {
        const struct ri_param *param = &info->params[p];
        if (param->flags & RI_PARAM_POSITIONAL) continue;
        ri_text_puts(out, "complete -c retailinsight -n '__retailinsight_in ");
        add_typed(out, info->name, strlen(info->name));
        ri_text_printf(out, "' -l %s", param->name);
        if (param->type != RI_PARAM_FLAG) fish_values(out, param->values, names_a_file(param));
        ri_text_puts(out, " -d ");
        fish_quoted(out, param->help ? param->help : "");
        ri_text_putc(out, '\n');
    }
}

static void fish_areas(struct ri_text *out)
{
    const struct ri_operation_info *info;
    ri_text_puts(out, "complete -c retailinsight -n __retailinsight_at -fa '");
    add_next_words(out, (struct ri_view){0});
    ri_text_puts(
        out, " completion help version'\n"
             "complete -c retailinsight -n '__retailinsight_at completion' -fa 'bash zsh fish'\n"
             "complete -c retailinsight -n '__retailinsight_at help' -fa '");
    add_next_words(out, (struct ri_view){0});
    ri_text_puts(out, "'\n");
    for (size_t i = 0; (info = ri_operation_at(i)); i++) fish_operation(out, info);
}

static void fish(struct ri_text *out)
{
    const struct cli_global *global;
    ri_text_puts(out, "# fish completion of retailinsight; made by: retailinsight completion fish\n"
                      "# Use: retailinsight completion fish | source\n"
                      "function __retailinsight_at # the words typed are exactly these\n"
                      "    set -l typed (commandline -opc)[2..-1]\n"
                      "    set typed (string match -v -- '-*' $typed)\n"
                      "    test \"$typed\" = \"$argv\"\n"
                      "end\n"
                      "function __retailinsight_in # the words typed begin with these\n"
                      "    set -l typed (commandline -opc)[2..-1]\n"
                      "    set typed (string match -v -- '-*' $typed)\n"
                      "    test \"$typed[1..\"(count $argv)\"]\" = \"$argv\"\n"
                      "end\n");
    for (size_t i = 0; (global = cli_global_at(i)); i++) {
        ri_text_printf(out, "complete -c retailinsight -l %s", global->name);
        if (global->letter) ri_text_printf(out, " -s %c", global->letter);
        if (global->value) fish_values(out, global->values, strcmp(global->value, "ENGINE") != 0);
        ri_text_puts(out, " -d ");
        fish_quoted(out, global->help);
        ri_text_putc(out, '\n');
    }
    fish_areas(out);
}

ri_status cli_completion(struct ri_text *out, const char *shell, struct ri_error *err)
{
    static const struct {
        const char *name;
        void (*write)(struct ri_text *out);
    } shells[] = {{"bash", bash}, {"zsh", zsh}, {"fish", fish}};
    for (size_t i = 0; i < RI_COUNT(shells); i++) {
        if (strcmp(shells[i].name, shell) != 0) continue;
        shells[i].write(out);
        return ri_text_check(out, err);
    }
    return ri_fail(err, RI_EUSAGE, "no completion for the shell '%s': bash, zsh or fish", shell);
}
