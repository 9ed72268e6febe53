/* Batches between two processes: the schema, then Arrow IPC messages, one a batch, as the batches come. What a reader hands
 * out equals what was written, but that string views are plain strings and that a batch of more than RI_WRITE_BATCH_ROWS
 * rows comes in several. The reader trusts nothing: every message is verified before it is decoded, and every offset. */
#ifndef RI_TABLE_WIRE_H
#define RI_TABLE_WIRE_H
#include "write.h"

struct ri_wire_writer;
/* Writes the schema. RI_EDATA: an Arrow format that IPC cannot carry; else what the sink says. */
RI_MUST_CHECK ri_status ri_wire_writer_new(const struct ArrowSchema *schema, struct ri_sink sink,
                                           struct ri_wire_writer **ret, struct ri_error *err);
/* Reads the batch, does not take it. */
RI_MUST_CHECK ri_status ri_wire_write(struct ri_wire_writer *writer, const struct ArrowArray *batch,
                                      struct ri_error *err);
void                    ri_wire_writer_free(struct ri_wire_writer *writer);

struct ri_wire_reader;
struct ri_wire_item { /* the receiver's: at most one has a release */
    struct ArrowSchema schema;
    struct ArrowArray  batch;
};
/* message_most: bytes of the longest message it takes; holds one of them at a time. */
RI_MUST_CHECK ri_status ri_wire_reader_new(size_t message_most, struct ri_wire_reader **ret,
                                           struct ri_error *err);
/* The same for an Arrow IPC stream as others write it: its schema is a message too, its batches have any number of rows, and it may end
 * with a mark. */
RI_MUST_CHECK ri_status ri_wire_reader_of_stream(size_t message_most, struct ri_wire_reader **ret,
                                                 struct ri_error *err);
/* Of such a stream: nothing is unread, and its schema was there or its mark of the end came. */
bool ri_wire_over(const struct ri_wire_reader *reader);
/* More bytes of the stream, cut anywhere. */
RI_MUST_CHECK ri_status ri_wire_feed(struct ri_wire_reader *reader, const void *bytes,
                                     size_t length, struct ri_error *err);
/* What the bytes so far hold: the schema first, then batches; neither when more bytes are needed. RI_EDATA: not such a
 * stream; RI_ETOOLARGE: a message above message_most. After a failure the reader is of no more use. */
RI_MUST_CHECK ri_status ri_wire_next(struct ri_wire_reader *reader, struct ri_wire_item *ret,
                                     struct ri_error *err);
void                    ri_wire_reader_free(struct ri_wire_reader *reader);
#endif
