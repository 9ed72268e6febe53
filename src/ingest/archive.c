/* Zip archives, through libzip. */
#include "archive.h"

#include <errno.h>
#include <unistd.h>
#include <zip.h>

#include "base/text.h"

enum { PARTS_MOST = 50000, RATIO_MOST = 250, TAIL = 65557 };
static const uint64_t part_most = UINT64_C(16) << 30, ratio_from = UINT64_C(256) << 20;

struct ingest_archive {
    const char *name;
    int         fd;
    int64_t     start, size, at; /* of the archive in fd; where libzip reads next */
    zip_error_t error;
    zip_t      *zip;
};

struct ingest_part {
    struct ingest_archive *archive;
    zip_file_t            *file;
    char                   name[128];
    uint64_t               packed, size, taken;
};

static zip_int64_t read_some(struct ingest_archive *archive, void *data, zip_uint64_t length)
{
    const int64_t left = archive->size - archive->at;
    if ((int64_t)length > left) length = (zip_uint64_t)left;
    ssize_t n;
    do n = pread(archive->fd, data, (size_t)length, archive->start + archive->at);
    while (n < 0 && errno == EINTR);
    if (n < 0) {
        zip_error_set(&archive->error, ZIP_ER_READ, errno);
        return -1;
    }
    archive->at += n;
    return n;
}

/* libzip's view of the descriptor. */
static zip_int64_t bytes_of(void *userdata, void *data, zip_uint64_t length, zip_source_cmd_t cmd)
{
    struct ingest_archive *archive = userdata;
    switch (cmd) {
    case ZIP_SOURCE_OPEN:
        archive->at = 0;
        return 0;
    case ZIP_SOURCE_READ:
        return read_some(archive, data, length);
    case ZIP_SOURCE_CLOSE:
    case ZIP_SOURCE_FREE:
        return 0;
    case ZIP_SOURCE_STAT:
        zip_stat_init(data);
        ((zip_stat_t *)data)->size = (zip_uint64_t)archive->size;
        ((zip_stat_t *)data)->valid = ZIP_STAT_SIZE;
        return sizeof(zip_stat_t);
    case ZIP_SOURCE_ERROR:
        return zip_error_to_data(&archive->error, data, length);
    case ZIP_SOURCE_SEEK: {
        const zip_int64_t at = zip_source_seek_compute_offset(
            (zip_uint64_t)archive->at, (zip_uint64_t)archive->size, data, length, &archive->error);
        if (at < 0) return -1;
        archive->at = at;
        return 0;
    }
    case ZIP_SOURCE_TELL:
        return archive->at;
    case ZIP_SOURCE_SUPPORTS:
        return zip_source_make_command_bitmap(
            ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE, ZIP_SOURCE_STAT, ZIP_SOURCE_ERROR,
            ZIP_SOURCE_FREE, ZIP_SOURCE_SEEK, ZIP_SOURCE_TELL, ZIP_SOURCE_SUPPORTS, -1);
    default:
        zip_error_set(&archive->error, ZIP_ER_OPNOTSUPP, 0);
        return -1;
    }
}

/* The directory is read into memory by its count of entries, so the count is looked at before. */
static ri_status check_count(const struct ingest_archive *archive, struct ri_error *err)
{
    const size_t   length = archive->size < TAIL ? (size_t)archive->size : TAIL;
    unsigned char *tail = malloc(length + 1);
    ri_status      status = tail ? RI_OK : ri_fail(err, RI_ENOMEM, "no room for a zip archive");
    ssize_t        n = -1;
    if (tail)
        n = pread(archive->fd, tail, length, archive->start + archive->size - (int64_t)length);
    if (tail && n != (ssize_t)length)
        status = ri_fail(err, RI_EIO, "%s: cannot be read to its end", archive->name);
    for (size_t i = 0; status == RI_OK && i + 22 <= length; i++) {
        if (memcmp(tail + i, "PK\5\6", 4) != 0) continue;
        const unsigned parts = tail[i + 10] | (unsigned)tail[i + 11] << 8;
        if (parts > PARTS_MOST)
            status = ri_fail(err, RI_EDATA, "%s: holds %u parts; at most %d are read",
                             archive->name, parts, PARTS_MOST);
    }
    free(tail);
    return status;
}

ri_status ingest_archive_open(int fd, int64_t start, int64_t size, const char *name,
                              struct ingest_archive **ret, struct ri_error *err)
{
    zip_error_t            error;
    struct ingest_archive *archive = calloc(1, sizeof *archive);
    if (!archive) return ri_fail(err, RI_ENOMEM, "%s: no room to read it", name);
    *archive = (struct ingest_archive){.name = name, .fd = fd, .start = start, .size = size};
    zip_error_init(&archive->error);
    zip_error_init(&error);
    ri_status     status = check_count(archive, err);
    zip_source_t *source =
        status == RI_OK ? zip_source_function_create(bytes_of, archive, &error) : NULL;
    if (source) archive->zip = zip_open_from_source(source, ZIP_RDONLY, &error);
    if (source && !archive->zip) zip_source_free(source);
    if (status == RI_OK && !archive->zip)
        status = ri_fail(
            err, zip_error_code_zip(&error) == ZIP_ER_MEMORY ? RI_ENOMEM : RI_EDATA,
            "%s: begins like a workbook (.xlsx) but cannot be opened: %s; was it sent or copied "
            "to its end?",
            name, zip_error_strerror(&error));
    zip_error_fini(&error);
    if (status != RI_OK) {
        ingest_archive_close(archive);
        return status;
    }
    *ret = archive;
    return RI_OK;
}

const char *ingest_archive_name(const struct ingest_archive *archive)
{
    return archive->name;
}

bool ingest_archive_has(const struct ingest_archive *archive, const char *part)
{
    return zip_name_locate(archive->zip, part, ZIP_FL_ENC_RAW) >= 0;
}

const char *ingest_archive_like(const struct ingest_archive *archive, const char *ending)
{
    const zip_int64_t count = zip_get_num_entries(archive->zip, 0);
    const size_t      n = strlen(ending);
    for (zip_int64_t i = 0; i < count; i++) {
        const char  *name = zip_get_name(archive->zip, (zip_uint64_t)i, 0);
        const size_t length = name ? strlen(name) : 0;
        if (length >= n && strcmp(name + length - n, ending) == 0) return name;
    }
    return NULL;
}

void ingest_archive_close(struct ingest_archive *archive)
{
    if (!archive) return;
    if (archive->zip) zip_discard(archive->zip);
    zip_error_fini(&archive->error);
    free(archive);
}

static ri_status check_part(const struct ingest_archive *archive, const char *part,
                            const zip_stat_t *about, struct ri_error *err)
{
    if (about->encryption_method != ZIP_EM_NONE)
        return ri_fail(err, RI_EDATA,
                       "%s: is protected by a password; remove it and save the workbook again",
                       archive->name);
    if (about->comp_method != ZIP_CM_STORE && about->comp_method != ZIP_CM_DEFLATE)
        return ri_fail(err, RI_EDATA, "%s: %s is packed by method %u, which no workbook uses",
                       archive->name, part, about->comp_method);
    if (about->size > part_most)
        return ri_fail(err, RI_EDATA, "%s: %s unpacks to %llu bytes; at most %llu are read",
                       archive->name, part, (unsigned long long)about->size,
                       (unsigned long long)part_most);
    return RI_OK;
}

ri_status ingest_part_open(struct ingest_archive *archive, const char *part,
                           struct ingest_part **ret, struct ri_error *err)
{
    zip_stat_t        about;
    const zip_int64_t index = zip_name_locate(archive->zip, part, ZIP_FL_ENC_RAW);
    if (index < 0 || zip_stat_index(archive->zip, (zip_uint64_t)index, 0, &about) != 0)
        return ri_fail(err, RI_EDATA, "%s: lacks its part %.100s", archive->name, part);
    RI_TRY(check_part(archive, part, &about, err));
    struct ingest_part *out = calloc(1, sizeof *out);
    if (!out) return ri_fail(err, RI_ENOMEM, "%s: no room to read it", archive->name);
    out->archive = archive;
    out->packed = about.comp_size;
    out->size = about.size;
    snprintf(out->name, sizeof out->name, "%s", part);
    out->file = zip_fopen_index(archive->zip, (zip_uint64_t)index, 0);
    if (!out->file) {
        free(out);
        return ri_fail(err, RI_EDATA, "%s: its part %.100s cannot be opened: %s", archive->name,
                       part, zip_strerror(archive->zip));
    }
    *ret = out;
    return RI_OK;
}

ri_status ingest_part_read(struct ingest_part *part, char *to, size_t room, size_t *ret,
                           struct ri_error *err)
{
    const zip_int64_t n = zip_fread(part->file, to, room);
    if (n < 0)
        return ri_fail(err, RI_EDATA, "%s: its part %s is damaged after %llu bytes: %s",
                       part->archive->name, part->name, (unsigned long long)part->taken,
                       zip_file_strerror(part->file));
    part->taken += (uint64_t)n;
    if (part->taken > part_most ||
        (part->taken > ratio_from && part->taken / RATIO_MOST > part->packed))
        return ri_fail(err, RI_EDATA,
                       "%s: its part %s unpacks to more than %d times its size or %llu bytes: no "
                       "workbook does",
                       part->archive->name, part->name, RATIO_MOST, (unsigned long long)part_most);
    *ret = (size_t)n;
    return RI_OK;
}

uint64_t ingest_part_size(const struct ingest_part *part)
{
    return part->size;
}

void ingest_part_close(struct ingest_part *part)
{
    if (!part) return;
    zip_fclose(part->file);
    free(part);
}
