/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The product and the square of the field of P-256 for nistp_p256.h, in two columns with a
 * carry each.
 *
 * Limbs are reduced from below (Montgomery): m p is added for the lowest limb m.  For this p,
 * m p + m is m 2^96 + m P3 2^192, P3 being the highest limb of p: one product and two shifts.
 * Operands are any numbers below 2^256; so is the result, from which p is subtracted if it is not.
 */
#include "lib/crypto/nistp_asm.h"

#define B %rbp

    .section .rodata
    .balign 8
p3: .quad 0xffffffff00000001

/* row: t5 … t0 = t4 … t0 + a b[i] */
.macro row i, t0, t1, t2, t3, t4, t5
    movq 8 * \i(B), %rdx
    xorq \t5, \t5
    column 0, \t0, \t1
    column 8, \t1, \t2
    column 16, \t2, \t3
    column 24, \t3, \t4
    movl $0, %eax
    adcxq LOW, \t4
    adoxq LOW, \t5
    adcxq LOW, \t5
.endm

/* fold: t5 … t1 = (t5 … t0 + t0 p) / 2^64; t0 is free then. */
.macro fold t0, t1, t2, t3, t4, t5
    movq \t0, %rdx
    movq \t0, LOW
    shlq $32, LOW
    shrq $32, \t0
    addq LOW, \t1
    adcq \t0, \t2
    mulxq p3(%rip), LOW, HIGH
    adcq LOW, \t3
    adcq HIGH, \t4
    adcq $0, \t5
.endm

/* fold_low: the same for four limbs with nothing above them: t0 t3 t2 t1, the highest first. */
.macro fold_low t0, t1, t2, t3
    movq \t0, %rdx
    movq \t0, LOW
    shlq $32, LOW
    shrq $32, \t0
    addq LOW, \t1
    adcq \t0, \t2
    mulxq p3(%rip), LOW, \t0
    adcq LOW, \t3
    adcq $0, \t0
.endm

/* store: writes t3 … t0, less p if mask, LOW, is not 0 but -1. */
.macro store t0, t1, t2, t3
    movl %eax, %ecx
    movq p3(%rip), %rdx
    andq LOW, %rdx
    subq LOW, \t0
    sbbq %rcx, \t1
    sbbq $0, \t2
    sbbq %rdx, \t3
    movq \t0, 0(OUT)
    movq \t1, 8(OUT)
    movq \t2, 16(OUT)
    movq \t3, 24(OUT)
.endm

#define T0 %r8
#define T1 %r9
#define T2 %r10
#define T3 %r11
#define T4 %rbx
#define T5 %r12

/* void nistp_p256_mul_adx(uint64_t r[4], const uint64_t a[4], const uint64_t b[4]) */
    begin nistp_p256_mul_adx
    save %rbx
    save %rbp
    save %r12
    movq %rdx, B
    movq 0(B), %rdx
    mulxq 0(A), T0, T1
    mulxq 8(A), LOW, T2
    addq LOW, T1
    mulxq 16(A), LOW, T3
    adcq LOW, T2
    mulxq 24(A), LOW, T4
    adcq LOW, T3
    adcq $0, T4
    xorq T5, T5
    fold T0, T1, T2, T3, T4, T5
    row 1, T1, T2, T3, T4, T5, T0
    fold T1, T2, T3, T4, T5, T0
    row 2, T2, T3, T4, T5, T0, T1
    fold T2, T3, T4, T5, T0, T1
    row 3, T3, T4, T5, T0, T1, T2
    fold T3, T4, T5, T0, T1, T2
    movq T2, LOW
    negq LOW
    store T4, T5, T0, T1
    restore %r12
    restore %rbp
    restore %rbx
    ret
    end nistp_p256_mul_adx

#define T6 %rbp
#define T7 %r13

/* void nistp_p256_sqr_adx(uint64_t r[4], const uint64_t a[4]) */
    begin nistp_p256_sqr_adx
    save %rbx
    save %rbp
    save %r12
    save %r13
    /* The products of two different limbs are added up once, and doubled. */
    movq 0(A), %rdx
    mulxq 8(A), T1, T2
    mulxq 16(A), LOW, T3
    addq LOW, T2
    mulxq 24(A), LOW, T4
    adcq LOW, T3
    adcq $0, T4
    movq 8(A), %rdx
    mulxq 16(A), LOW, HIGH
    mulxq 24(A), %rdx, T5
    addq LOW, T3
    adcq HIGH, T4
    adcq $0, T5
    addq %rdx, T4
    movq 16(A), %rdx
    mulxq 24(A), LOW, T6
    adcq LOW, T5
    adcq $0, T6
    xorq T7, T7
    movq 0(A), %rdx
    mulxq %rdx, T0, LOW
    adcxq T1, T1
    adoxq LOW, T1
    twice_and 8, T2, T3
    twice_and 16, T4, T5
    twice_and 24, T6, T7
    fold_low T0, T1, T2, T3
    fold_low T1, T2, T3, T0
    fold_low T2, T3, T0, T1
    fold_low T3, T0, T1, T2
    addq T4, T0
    adcq T5, T1
    adcq T6, T2
    adcq T7, T3
    sbbq LOW, LOW
    store T0, T1, T2, T3
    restore %r13
    restore %r12
    restore %rbp
    restore %rbx
    ret
    end nistp_p256_sqr_adx
