/* What an evaluation looks like: who is taken for whom, whether confidence keeps its word, the worst mistakes. All as PNG. */
#ifndef RI_APP_VISION_DRAW_H
#define RI_APP_VISION_DRAW_H
#include "vision/evaluate.h"

/* Rows are labels by number and name, columns answers by number: blue on the diagonal, red off it, stronger for a larger share of
 * the label's pictures. RI_ETOOLARGE above 400 classes. */
RI_MUST_CHECK ri_status ri_vision_draw_confusion(const struct ri_evaluation *evaluation,
                                                 const char *const *names, struct ri_text *png,
                                                 struct ri_error *err);
/* Ten bins of confidence: the share that was right beside the confidence. */
RI_MUST_CHECK ri_status ri_vision_draw_calibration(const struct ri_evaluation *evaluation,
                                                   struct ri_text *png, struct ri_error *err);
/* Square pictures [..][side][side][3] side by side, two lines of words under each; order[count], above[count], below[count]. */
struct ri_vision_sheet {
    const uint8_t     *pixels;
    unsigned           side;
    const size_t      *order;
    const char *const *above, *const *below;
    size_t count;
};
RI_MUST_CHECK ri_status ri_vision_draw_sheet(const struct ri_vision_sheet *sheet,
                                             struct ri_text *png, struct ri_error *err);
#endif
