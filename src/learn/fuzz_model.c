/* Fuzz target: model files. The learner's library is not asked; what guards it is. */
#include "lightgbm.h"
#include "model_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ri_arena      mem;
    struct ri_model_card card;
    struct ri_view       text, file = {(const char *)data, size};
    ri_arena_init(&mem, 1 << 24);
    if (ri_model_card_read(file, &mem, &card, &text, NULL) == RI_OK)
        (void)!lightgbm_read_text(text, ri_coding_features(&card.coding), NULL, NULL);
    (void)!lightgbm_read_text(file, 3, NULL,
                               NULL); /* the text alone, so that the digest does not shield it */
    ri_arena_release(&mem);
    return 0;
}
