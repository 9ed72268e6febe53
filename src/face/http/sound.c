/* Counting header lines. */
#include "sound.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool is_token(const char *name)
{
    static const char separators[] = "()<>@,;:\\\"/[]?={}";
    if (!*name) return false;
    for (; *name; name++) {
        if (*name <= 32 || *name >= 127 || strchr(separators, *name)) return false;
    }
    return true;
}

static bool is_text(const char *value)
{
    for (; *value; value++) {
        if (((unsigned char)*value < 32 && *value != '\t') || *value == 127) return false;
    }
    return true;
}

enum { LINE_END = 2 }; /* CR LF */

void sound_begin(struct sound_head *head, const struct sound_first *first)
{
    if (first->target != first->method + strlen(first->method) + 1) head->bad = true;
    if (first->version != first->target + first->target_length + 1) head->bad = true;
    head->next = first->version + strlen(first->version) + LINE_END;
}

void sound_look(struct sound_head *head, const char *name, const char *value)
{
    if (!value) value = "";
    if (!is_token(name) || !is_text(value)) head->bad = true;
    if (head->next && name != head->next) head->bad = true;
    if (head->next) head->next = value + strlen(value) + LINE_END;
    if (strcasecmp(name, "host") == 0) head->hosts++;
    if (strcasecmp(name, "content-length") == 0) {
        head->lengths++;
        head->length = value;
    }
    if (strcasecmp(name, "transfer-encoding") == 0) {
        head->encodings++;
        head->encoding = value;
    }
}

void sound_end(struct sound_head *head, const char *end)
{
    if (head->next && end != head->next + LINE_END) head->bad = true;
}

const char *sound_verdict(const struct sound_head *head, const char *version)
{
    enum { DIGITS_MOST = 18 };
    const bool old = strcmp(version, "HTTP/1.0") == 0;
    if (!old && strcmp(version, "HTTP/1.1") != 0) return "only HTTP/1.0 and HTTP/1.1 are spoken";
    if (head->bad) return "a line of the head is not well-formed";
    if (head->hosts != 1) return "a request has exactly one Host";
    if (head->lengths > 1 || head->encodings > 1) return "a length is given twice";
    if (head->lengths && head->encodings)
        return "both Content-Length and Transfer-Encoding are given";
    if (head->encodings && (old || strcasecmp(head->encoding, "chunked") != 0))
        return "Transfer-Encoding is not understood";
    if (head->lengths && (!*head->length || head->length[strspn(head->length, "0123456789")] ||
                          strlen(head->length) > DIGITS_MOST))
        return "Content-Length is not a number";
    return NULL;
}

uint64_t sound_length(const struct sound_head *head)
{
    return head->lengths ? strtoull(head->length, NULL, 10) : 0;
}
