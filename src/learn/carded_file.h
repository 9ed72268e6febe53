/* A file of a card and a body, which model files are:
 *
 *     retailinsight-model 1 <bytes of the card>\n      what it is, format, length
 *     {card, a JSON object}\n
 *     <body, to the end of the file>
 *
 * Read with distrust: nothing in the card is believed here but its length. */
#ifndef RI_LEARN_CARDED_FILE_H
#define RI_LEARN_CARDED_FILE_H
#include "base/text.h"

struct ri_carded_kind {
    const char *lead; /* "retailinsight-model ", with its blank */
    int         format;
    const char *what; /* "a model file", for messages */
};
/* Appends the file's bytes. RI_ENOMEM. */
RI_MUST_CHECK ri_status ri_carded_write(const struct ri_carded_kind *kind, struct ri_view card,
                                        struct ri_view body, struct ri_text *out,
                                        struct ri_error *err);
/* Views into `file`. RI_EDATA: another kind of file, or cut short; RI_ENEWER: a later format. */
RI_MUST_CHECK ri_status ri_carded_read(const struct ri_carded_kind *kind, struct ri_view file,
                                       struct ri_view *ret_card, struct ri_view *ret_body,
                                       struct ri_error *err);
#endif
