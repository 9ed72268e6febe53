/* The parts of the OpenAPI document that no operation decides. */
#ifndef RI_FACE_OPENAPI_FIXED_H
#define RI_FACE_OPENAPI_FIXED_H

struct openapi_part {
    const char *name, *json; /* ends with a NULL name */
};
extern const struct openapi_part openapi_paths[], openapi_components[];
#endif
