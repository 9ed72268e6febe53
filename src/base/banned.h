/* Calls that are never right here become compile errors. Included by error.h, so everywhere. */
#ifndef RI_BASE_BANNED_H
#define RI_BASE_BANNED_H
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#ifndef __clang__ /* there some of them are macros, which cannot be banned; one compiler is enough */
#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf gets strtok atoi atol atof
#pragma GCC poison localtime gmtime ctime asctime mktime setlocale rand srand tmpnam mktemp
#endif
#endif
