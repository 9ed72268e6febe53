/* Other ways of seeing: counted features and trees, ONNX backbones and heads; what strangers' files may not do. */
#include "backbone.h"
#include "features.h"
#include "head.h"
#include "onnx.h"
#include "onnx_graph.h"
#include "recognise.h"
#include "testing.h"
#include "trees.h"

#include <math.h>

/* ---- Features --------------------------------------------------------------------------------------------------- */

enum { SIDE = 64, COLOURS = 12 * 4 * 3, QUARTERS = 4 * 8 * 3, EDGES = 8 * 8 * 9 };

static void paint(uint8_t *rgb, int (*tone)(int x, int y))
{
    for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x++) memset(rgb + (y * SIDE + x) * 3, tone(x, y), 3);
}

static int upright(int x, int y)
{
    return (void)y, x / 4 % 2 ? 200 : 40;
}

static int level(int x, int y)
{
    return (void)x, y / 4 % 2 ? 200 : 40;
}

TEST(one_colour_is_one_place_of_each_histogram)
{
    uint8_t rgb[SIDE * SIDE * 3];
    float   f[RI_FEATURES];
    for (size_t i = 0; i < sizeof rgb; i++)
        rgb[i] = (uint8_t)(i % 3 == 1 ? 200 : 20); /* green: hue 1/3, saturation .9, value .78 */
    CHECK_STATUS(ri_features_make(rgb, SIDE, f, NULL), RI_OK);
    CHECK_NEAR((double)f[(4 * 4 + 3) * 3 + 2], 1, 1e-6);
    for (size_t q = 0; q < 4; q++) CHECK_NEAR((double)f[COLOURS + q * 24 + 2 * 3 + 2], 1, 1e-6);
    for (size_t i = 0; i < EDGES; i++) CHECK_NEAR((double)f[COLOURS + QUARTERS + i], 0, 1e-6);
    for (size_t q = 0; q < 4; q++)
        CHECK_NEAR((double)f[COLOURS + QUARTERS + EDGES + q * 59], 1,
                   1e-6); /* nothing is brighter */
}

TEST(edges_know_their_direction)
{
    uint8_t rgb[SIDE * SIDE * 3];
    float   f[RI_FEATURES], g[RI_FEATURES], up = 0, across = 0;
    paint(rgb, upright);
    CHECK_STATUS(ri_features_make(rgb, SIDE, f, NULL), RI_OK);
    paint(rgb, level);
    CHECK_STATUS(ri_features_make(rgb, SIDE, g, NULL), RI_OK);
    for (size_t cell = 0; cell < 64; cell++) {
        up += f[COLOURS + QUARTERS +
                cell * 9]; /* the gradient of upright stripes is level: 0 degrees */
        across += g[COLOURS + QUARTERS + cell * 9 +
                    4]; /* and of level ones upright: 90 degrees, between places 4 and 5 */
        CHECK_NEAR((double)f[COLOURS + QUARTERS + cell * 9 + 4], 0, 1e-5);
        CHECK_NEAR((double)g[COLOURS + QUARTERS + cell * 9], 0, 1e-5);
    }
    CHECK(up > 20 && across > 10);
}

/* ---- Trees -------------------------------------------------------------------------------------------------------- */

struct scene {
    struct ri_arena       mem;
    struct test_folder    folder;
    struct ri_listing     list;
    struct ri_picture_set set;
    size_t                order[24];
};

static void scene_open(struct scene *s)
{
    *s = (struct scene){.order = {0}};
    ri_arena_init(&s->mem, SIZE_MAX);
    test_folder_open(&s->folder);
    test_classes(&s->folder, 3, 8);
    CHECK_STATUS(ri_listing_folder(s->folder.path, &s->mem, &s->list, NULL), RI_OK);
    CHECK_STATUS(ri_picture_set_read(&s->list, 16, 0, NULL, &s->mem, &s->set, NULL), RI_OK);
    for (size_t i = 0; i < 24; i++) s->order[i] = i;
}

static void scene_close(struct scene *s)
{
    ri_picture_set_release(&s->set);
    test_folder_close(&s->folder);
    ri_arena_release(&s->mem);
}

TEST(trees_learn_and_answer_after_a_file_as_before)
{
    struct scene     s;
    struct ri_trees *trees, *again;
    struct ri_text   text = {0};
    struct ri_error  err = {0};
    size_t           right = 0;
    scene_open(&s);
    if (ri_trees_train(&s.set, s.order, 24, 3, 7, NULL, &trees, &err) == RI_EUPSTREAM) {
        scene_close(&s);
        TEST_SKIP("LightGBM is not there");
    }
    CHECK_STATUS(ri_trees_save(trees, &text, NULL), RI_OK);
    CHECK_STATUS(ri_trees_load((struct ri_view){text.at, text.length}, 3, &again, NULL), RI_OK);
    for (size_t i = 0; i < 24; i++) {
        float features[RI_FEATURES], a[3], b[3];
        CHECK_STATUS(ri_features_make(s.set.pixels + i * 16 * 16 * 3, 16, features, NULL), RI_OK);
        CHECK_STATUS(ri_trees_scores(trees, features, a, NULL), RI_OK);
        CHECK_STATUS(ri_trees_scores(again, features, b, NULL), RI_OK);
        CHECK_INT(memcmp(a, b, sizeof a), 0);
        const uint32_t label = s.set.labels[i];
        right += a[label] > a[(label + 1) % 3] && a[label] > a[(label + 2) % 3];
    }
    CHECK(right >= 22);
    ri_trees_free(again);
    for (size_t n = 0; n < text.length; n += n < 2000 ? 37 : 4001)
        CHECK_STATUS(ri_trees_load((struct ri_view){text.at, n}, 3, &again, NULL), RI_EDATA);
    CHECK_STATUS(ri_trees_load((struct ri_view){text.at, text.length}, 2, &again, NULL), RI_EDATA);
    CHECK_STATUS(ri_trees_load((struct ri_view){text.at, text.length}, 4, &again, NULL), RI_EDATA);
    ri_trees_free(trees);
    ri_text_release(&text);
    scene_close(&s);
}

/* ---- ONNX: what strangers may not do --------------------------------------------------------------------------------- */

/* A message as text: "7{...}" a field of bytes, "1=2" a number, "4:Conv" a text. */
static const char *put_fields(struct ri_text *out, const char *at)
{
    while (*at && *at != '}') {
        unsigned       number = 0;
        struct ri_text inner = {0};
        while (*at >= '0' && *at <= '9') number = number * 10 + (unsigned)(*at++ - '0');
        const char     kind = *at++;
        const bool     wide = number >= 16;
        const unsigned tag = number << 3 | (kind == '=' ? 0 : 2);
        ri_text_putc(out, (char)(wide ? (tag & 127) | 128 : tag));
        if (wide) ri_text_putc(out, (char)(tag >> 7));
        if (kind == '=') {
            unsigned value = 0;
            while (*at >= '0' && *at <= '9') value = value * 10 + (unsigned)(*at++ - '0');
            if (value > 127) ri_text_putc(out, (char)((value & 127) | 128)), value >>= 7;
            ri_text_putc(out, (char)value);
        } else if (kind == ':') {
            const size_t length = strcspn(at, " }");
            ri_text_putc(out, (char)length);
            ri_text_add(out, at, length);
            at += length;
        } else {
            at = put_fields(&inner, at) + 1;
            if (inner.length > 127) ri_text_putc(out, (char)((inner.length & 127) | 128));
            ri_text_putc(out, (char)(inner.length > 127 ? inner.length >> 7 : inner.length));
            ri_text_add(out, inner.at ? inner.at : "", inner.length);
            ri_text_release(&inner);
        }
        at += strspn(at, " ");
    }
    return at;
}

#define INPUT  "11{1:x 2{1{1=1 2{1{2:N} 1{1=3} 1{1=16} 1{1=16}}}}} "
#define OUTPUT "12{1:y} "
#define NODE   "1{1:x 2:y 4:Relu} "

TEST(files_of_strangers_are_checked_before_anybody_reads_them)
{
    static const struct {
        const char *file, *says; /* NULL: taken */
    } cases[] = {
        {"1=8 7{" NODE INPUT OUTPUT "} 8{2=13}", NULL},
        {"7{1{1:x 2:y 4:Relu 7:ai.onnx} 5{1=3 2=1 9:abcd} " INPUT OUTPUT "}", NULL},
        {"7{" NODE "5{1=3 2=1 13{1:location 2:/etc/passwd}} " INPUT OUTPUT "}", "other files"},
        {"7{" NODE "5{1=3 2=1 14=1} " INPUT OUTPUT "}", "other files"},
        {"7{1{1:x 2:y 4:Constant 5{1:value 5{14=1}}} " INPUT OUTPUT "}", "other files"},
        {"7{1{1:x 2:y 4:Relu 7:com.evil} " INPUT OUTPUT "}", "another domain"},
        {"7{" NODE INPUT OUTPUT "} 8{1:com.evil 2=1}", "another domain"},
        {"7{1{1:x 2:y 4:Loop 5{1:body 6{" NODE "}}} " INPUT OUTPUT "}", "'Loop'"},
        {"7{1{1:x 2:y 4:Relu 5{1:body 6{" NODE "}}} " INPUT OUTPUT "}", "a graph within a node"},
        {"7{1{1:x 2:y 4:ConstantOfShape} " INPUT OUTPUT "}", "'ConstantOfShape'"},
        {"7{" NODE INPUT OUTPUT "} 25{1:f}", "functions"},
        {"7{" NODE "15{1:x} " INPUT OUTPUT "}", "sparse"},
        {"7{" NODE INPUT INPUT OUTPUT "}", "more than one input"},
        {"7{" NODE INPUT OUTPUT "} 7{" NODE "}", "more than one graph"},
        {"7{" NODE "11{1:x 2{1{1=1 2{1{2:N} 1{1=3} 1{1=16} 1{1=17}}}}} " OUTPUT "}", "its input"},
        {"7{" NODE "11{1:x 2{1{1=7 2{1{2:N} 1{1=3} 1{1=16} 1{1=16}}}}} " OUTPUT "}", "its input"},
        {"7{" NODE "11{1:x 2{1{1=1 2{1{2:N} 1{1=3} 1{1=4} 1{1=4}}}}} " OUTPUT "}", "its input"},
        {"7{" INPUT OUTPUT "}", "no graph"},
        {"7{" NODE INPUT "}", "no graph"},
        {"", "no graph"},
    };
    for (size_t i = 0; i < RI_COUNT(cases); i++) {
        struct ri_text       file = {0};
        struct ri_onnx_graph graph;
        struct ri_error      err = {0};
        put_fields(&file, cases[i].file);
        const ri_status status = ri_onnx_graph_check(
            (struct ri_view){file.at ? file.at : "", file.length}, &graph, &err);
        if (status != (cases[i].says ? RI_EDATA : RI_OK) ||
            (cases[i].says && !strstr(err.message, cases[i].says)))
            ri_test_fail(__FILE__, __LINE__, "case %zu says '%s'", i, err.message);
        if (!cases[i].says) {
            CHECK_TEXT(graph.input, "x");
            CHECK_TEXT(graph.output, "y");
            CHECK_INT(graph.side, 16);
        }
        for (size_t n = 1; n < file.length && !cases[i].says;
             n++) /* cut anywhere: refused, or what is left is enough */
            (void)!ri_onnx_graph_check((struct ri_view){file.at, n}, &graph, &err);
        ri_text_release(&file);
    }
}

/* ---- Backbones ---------------------------------------------------------------------------------------------------------- */

static void quick_model(struct scene *s, const char *network, struct ri_recipe *recipe,
                        struct ri_picture_model *model)
{
    struct ri_network_shape        shape;
    struct ri_progress_of_training at;
    CHECK_STATUS(ri_recipe_find(network, recipe, NULL), RI_OK);
    CHECK_STATUS(ri_recipe_shape(recipe, 16, 3, &shape, NULL), RI_OK);
    recipe->epochs = 4;
    recipe->batch = 8;
    const struct ri_training plan = {.recipe = recipe,
                                     .shape = &shape,
                                     .learn = &s->set,
                                     .learn_order = s->order,
                                     .learn_count = 24,
                                     .held = &s->set,
                                     .held_order = s->order,
                                     .held_count = 24,
                                     .class_count = 3,
                                     .seed = 3};
    CHECK_STATUS(ri_training_begin(&plan, &s->mem, &at, NULL), RI_OK);
    CHECK_STATUS(ri_training_run(&plan, NULL, &at, NULL, NULL), RI_OK);
    *model = (struct ri_picture_model){.network = network,
                                       .shape = shape,
                                       .input = recipe->input,
                                       .views = recipe->views,
                                       .class_count = 3,
                                       .classes = s->list.classes,
                                       .total = at.total,
                                       .weights = at.values,
                                       .temperature = 0.8,
                                       .threshold = 0.5};
    model->look_size = ri_look_size(model);
}

TEST(exported_networks_answer_in_onnxruntime_as_here)
{
    static const char *const names[] = {"reference", "default"};
    struct scene             s;
    if (!ri_network_available(NULL) || !ri_backbone_available(NULL))
        TEST_SKIP("oneDNN or onnxruntime is not there");
    scene_open(&s);
    for (size_t k = 0; k < RI_COUNT(names); k++) {
        struct ri_recipe        recipe;
        struct ri_picture_model model;
        struct ri_recogniser   *recogniser;
        struct ri_backbone     *theirs;
        struct ri_text          file = {0};
        struct ri_answer        answers[24];
        float                   ours[24 * 3], other[24 * 3];
        double                  apart = 0;
        quick_model(&s, names[k], &recipe, &model);
        CHECK_STATUS(ri_recogniser_new(&model, 24, 1, &recogniser, NULL), RI_OK);
        CHECK_STATUS(ri_recognise(recogniser, &s.set, s.order, 24, answers, ours, NULL), RI_OK);
        CHECK_STATUS(ri_onnx_write(&model, false, &file, NULL), RI_OK);
        CHECK_STATUS(ri_backbone_open((struct ri_view){file.at, file.length}, 1, &theirs, NULL),
                     RI_OK);
        CHECK_INT(ri_backbone_side(theirs), 16);
        CHECK_INT(ri_backbone_count(theirs), 3);
        CHECK_STATUS(ri_backbone_features(theirs, &s.set, s.order, 24, NULL, other, NULL), RI_OK);
        for (size_t i = 0; i < RI_COUNT(ours); i++)
            apart = fmax(apart, fabs((double)(ours[i] - other[i])));
        CHECK(apart < 1e-4);
        ri_backbone_close(theirs);
        ri_recogniser_free(recogniser);
        ri_text_release(&file);
    }
    scene_close(&s);
}

static struct ri_progress_of_training learn_head(struct scene *s, const float *features,
                                                 size_t count, struct ri_network_shape *shape)
{
    struct ri_recipe               recipe = {.epochs = 20};
    struct ri_progress_of_training at;
    const struct ri_training       plan = {.recipe = &recipe, .shape = shape};
    const struct ri_head_data      data = {.learn = features,
                                           .held = features,
                                           .learn_labels = s->set.labels,
                                           .held_labels = s->set.labels,
                                           .learn_count = 24,
                                           .held_count = 24,
                                           .features = count,
                                           .classes = 3};
    CHECK_STATUS(ri_head_shape(count, 3, shape, NULL), RI_OK);
    CHECK_STATUS(ri_training_begin(&plan, &s->mem, &at, NULL), RI_OK);
    CHECK_STATUS(ri_head_train(shape, &data, 20, 5, NULL, &at, NULL), RI_OK);
    return at;
}

TEST(a_head_learns_over_a_backbone_that_we_trained)
{
    struct scene            s;
    struct ri_recipe        recipe;
    struct ri_picture_model model, whole, again;
    struct ri_text          backbone = {0}, file = {0};
    struct ri_backbone     *eye;
    struct ri_recogniser   *one, *other;
    struct ri_answer        a[24], b[24];
    struct ri_network_shape shape;
    size_t                  right = 0;
    if (!ri_network_available(NULL) || !ri_backbone_available(NULL))
        TEST_SKIP("oneDNN or onnxruntime is not there");
    scene_open(&s);
    quick_model(&s, "reference", &recipe, &model);
    CHECK_STATUS(ri_onnx_write(&model, true, &backbone, NULL), RI_OK);
    CHECK_STATUS(ri_backbone_open((struct ri_view){backbone.at, backbone.length}, 1, &eye, NULL),
                 RI_OK);
    const size_t count = ri_backbone_count(eye);
    CHECK_INT(count, model.look_size);
    float *features = ri_arena_new(&s.mem, float, 24 * count);
    CHECK_STATUS(ri_backbone_features(eye, &s.set, s.order, 24, NULL, features, NULL), RI_OK);
    ri_backbone_close(eye);
    const struct ri_progress_of_training at = learn_head(&s, features, count, &shape),
                                         same = learn_head(&s, features, count, &shape);
    CHECK_INT(memcmp(at.values, same.values, at.total * sizeof(float)), 0);
    CHECK(at.curve[19].held_accuracy > 0.9 && at.curve[19].loss < at.curve[0].loss);
    whole = (struct ri_picture_model){.network = "backbone",
                                      .eye = RI_EYE_BACKBONE,
                                      .extra = backbone.at,
                                      .extra_size = backbone.length,
                                      .feature_count = count,
                                      .shape = shape,
                                      .input = {.side = 16, .spread = 1},
                                      .views = 1,
                                      .class_count = 3,
                                      .classes = s.list.classes,
                                      .total = at.total,
                                      .weights = at.values,
                                      .temperature = 1,
                                      .accuracy = 0.5,
                                      .top5 = 1,
                                      .coverage = 1,
                                      .precision = 1,
                                      .look_size = (unsigned)count};
    CHECK_STATUS(ri_picture_model_write(&whole, &file, NULL), RI_OK);
    CHECK_STATUS(
        ri_picture_model_read((struct ri_view){file.at, file.length}, &s.mem, &again, NULL), RI_OK);
    CHECK_STATUS(ri_recogniser_new(&whole, 24, 1, &one, NULL), RI_OK);
    CHECK_STATUS(ri_recogniser_new(&again, 24, 1, &other, NULL), RI_OK);
    CHECK_STATUS(ri_recognise(one, &s.set, s.order, 24, a, NULL, NULL), RI_OK);
    CHECK_STATUS(ri_recognise(other, &s.set, s.order, 24, b, NULL, NULL), RI_OK);
    for (size_t i = 0; i < 24; i++) {
        right += a[i].classes[0] == s.set.labels[i];
        CHECK_NEAR(a[i].confidence[0], b[i].confidence[0], 0);
    }
    CHECK(right >= 22);
    ri_recogniser_free(one);
    ri_recogniser_free(other);
    for (size_t n = 0; n < file.length; n += 997)
        CHECK(ri_picture_model_read((struct ri_view){file.at, n}, &s.mem, &again, NULL) != RI_OK);
    ri_text_release(&file);
    ri_text_release(&backbone);
    scene_close(&s);
}
