/* YAML: what is read, what is refused with its line, and that what is written reads back as itself. */
#include "test.h"
#include "yaml.h"

static const struct ri_yaml *must_read(struct ri_arena *mem, const char *text)
{
    const struct ri_yaml *root = NULL;
    struct ri_error       err = {0};
    if (ri_yaml_read(text, strlen(text), "t.yaml", mem, &root, &err) != RI_OK)
        ri_test_fail(__FILE__, __LINE__, "%s", err.message);
    return root;
}

TEST(yaml_reads_a_tree_with_lines)
{
    struct ri_arena mem;
    ri_arena_init(&mem, 1 << 20);
    const struct ri_yaml *root =
        must_read(&mem, "kind: sales\n# a remark\nfields:\n  product: \"Stock Code\"\n"
                        "  store:\nlist: [a, 'null', ~]\n");
    CHECK_INT(root->type, RI_YAML_MAP);
    CHECK_INT(root->count, 3);
    CHECK_TEXT(ri_yaml_member(root, "kind")->text, "sales");
    const struct ri_yaml *fields = ri_yaml_member(root, "fields");
    CHECK_TEXT(ri_yaml_member(fields, "product")->text, "Stock Code");
    CHECK_INT(ri_yaml_member(fields, "product")->line, 4);
    CHECK(ri_yaml_member(fields, "store")->text == NULL);
    CHECK(ri_yaml_member(fields, "nothing") == NULL);
    const struct ri_yaml *list = ri_yaml_member(root, "list");
    CHECK_INT(list->type, RI_YAML_LIST);
    CHECK_TEXT(list->first->text, "a");
    CHECK(list->first->key == NULL);
    CHECK_TEXT(list->first->next->text, "null");
    CHECK(list->first->next->next->text == NULL);
    CHECK(list->first->next->next->next == NULL);
    CHECK_INT(must_read(&mem, "")->count, 0);
    CHECK_INT(must_read(&mem, "# only a remark\n")->type, RI_YAML_MAP);
    ri_arena_release(&mem);
}

TEST(yaml_refuses_with_the_line)
{
    static const struct {
        const char *text, *says;
    } cases[] = {
        {"a: 1\nb: [1, 2\n", "line 3: not YAML"},
        {"a: 1\na: 2\n", "line 2: 'a' is already given in line 1"},
        {"a: &x 1\nb: *x\n", "line 1: anchors"},
        {"a: 1\nb: *x\n", "line 2: aliases"},
        {"a: !!int 1\n", "line 1: anchors and tags"},
        {"? [a, b]\n: 1\n", "line 1: a key must be plain text"},
        {"a: 1\n---\nb: 2\n", "line 2: a second document"},
        {"a: \"x\\0y\"\n", "line 1: text with a NUL"},
        {"\xff\xfe\xff", "not YAML"},
        {"a\xff: 1\n", "not YAML"},
    };
    for (size_t i = 0; i < RI_COUNT(cases); i++) {
        struct ri_arena       mem;
        struct ri_error       err = {0};
        const struct ri_yaml *root = NULL;
        ri_arena_init(&mem, 1 << 20);
        CHECK_STATUS(
            ri_yaml_read(cases[i].text, strlen(cases[i].text), "t.yaml", &mem, &root, &err),
            RI_EDATA);
        if (!strstr(err.message, cases[i].says))
            ri_test_fail(__FILE__, __LINE__, "\"%s\" lacks \"%s\"", err.message, cases[i].says);
        CHECK(root == NULL);
        ri_arena_release(&mem);
    }
    char deep[101];
    memset(deep, '[', 100);
    deep[100] = '\0';
    struct ri_arena       mem;
    const struct ri_yaml *root;
    ri_arena_init(&mem, 1 << 20);
    CHECK_STATUS(ri_yaml_read(deep, 100, NULL, &mem, &root, NULL), RI_EDATA);
    ri_arena_release(&mem);
}

TEST(yaml_needs_room)
{
    const char *text = "a: one\nb:\n  c: [two, three]\n";
    ri_status   status = RI_ENOMEM;
    size_t      limit = 0, refused = 0;
    for (; status != RI_OK && limit < 100000; limit += 64) {
        struct ri_arena       mem;
        const struct ri_yaml *root;
        ri_arena_init(&mem, limit);
        status = ri_yaml_read(text, strlen(text), NULL, &mem, &root, NULL);
        if (status != RI_OK) {
            CHECK_STATUS(status, RI_ENOMEM);
            refused++;
        }
        ri_arena_release(&mem);
    }
    CHECK_STATUS(status, RI_OK);
    CHECK(refused > 0);
}

static const char *const words[] = {
    "plain",
    "two words",
    "",
    " edge",
    "edge ",
    "null",
    "Null",
    "~",
    "yes",
    "No",
    "ON",
    "true",
    "12",
    "-12",
    "012",
    "1.50",
    "1e3",
    "0x1f",
    "2024-01-31",
    "a: b",
    "a #b",
    "#a",
    "- a",
    "-",
    "[a]",
    "{a}",
    "a,b",
    "'q'",
    "\"q\"",
    "back\\slash",
    "tab\tx",
    "line\nfeed",
    "\x01\x7f",
    "Menge (St\xc3\xbc"
    "ck)",
    "@a",
    "`a",
    "%a",
    "*a",
    "&a",
    "!a",
    "|",
    ">",
    "?",
    "=",
    "a=b",
    ".5",
    "_",
    "12:30:00",
    "#3",
    "y",
    "path/to-file.csv",
};

TEST(yaml_written_reads_back)
{
    struct ri_text        text = {0};
    struct ri_yaml_writer writer = {.out = &text};
    struct ri_arena       mem;
    ri_arena_init(&mem, 1 << 20);
    ri_yaml_comment(&writer, "made by a test");
    ri_yaml_put_map(&writer, NULL);
    ri_yaml_put_map(&writer, "members");
    for (size_t i = 0; i < RI_COUNT(words); i++) ri_yaml_put(&writer, words[i], words[i]);
    ri_yaml_end(&writer);
    ri_yaml_put_list(&writer, "items");
    for (size_t i = 0; i < RI_COUNT(words); i++) ri_yaml_put(&writer, NULL, words[i]);
    ri_yaml_end(&writer);
    ri_yaml_put(&writer, "nothing", NULL);
    ri_yaml_put_map(&writer, "empty");
    ri_yaml_end(&writer);
    ri_yaml_end(&writer);
    const struct ri_yaml *root = must_read(&mem, text.at);
    const struct ri_yaml *member = ri_yaml_member(root, "members")->first,
                         *item = ri_yaml_member(root, "items")->first;
    for (size_t i = 0; i < RI_COUNT(words); i++, member = member->next, item = item->next) {
        CHECK_TEXT(member->key, words[i]);
        CHECK_TEXT(member->text, words[i]);
        CHECK_TEXT(item->text, words[i]);
    }
    CHECK(!member && !item);
    CHECK(ri_yaml_member(root, "nothing")->text == NULL);
    CHECK_INT(ri_yaml_member(root, "empty")->type, RI_YAML_MAP);
    CHECK_INT(ri_yaml_member(root, "empty")->count, 0);
    ri_text_release(&text);
    ri_arena_release(&mem);
}

TEST(yaml_writer_nests)
{
    struct ri_text        text = {0};
    struct ri_yaml_writer writer = {.out = &text};
    ri_yaml_put_map(&writer, NULL);
    ri_yaml_put_list(&writer, "rules");
    ri_yaml_put_map(&writer, NULL);
    ri_yaml_put(&writer, "name", "first one");
    ri_yaml_put(&writer, "limit", "2.385");
    ri_yaml_put_list(&writer, "days");
    ri_yaml_put(&writer, NULL, "mon");
    ri_yaml_end(&writer);
    ri_yaml_end(&writer);
    ri_yaml_put_list(&writer, NULL);
    ri_yaml_end(&writer);
    ri_yaml_end(&writer);
    ri_yaml_put(&writer, "on", "x");
    ri_yaml_end(&writer);
    CHECK_TEXT(text.at, "rules:\n  - name: first one\n    limit: \"2.385\"\n    days:\n      - "
                        "mon\n  - []\n\"on\": x\n");
    ri_text_release(&text);
}
