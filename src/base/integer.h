/* 128-bit integers: sums of money and products of money and quantity are exact in them. */
#ifndef RI_BASE_INTEGER_H
#define RI_BASE_INTEGER_H
__extension__ typedef __int128          ri_int128;
__extension__ typedef unsigned __int128 ri_uint128;
#endif
