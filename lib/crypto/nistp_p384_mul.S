/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The product and the square of the field of P-384 for nistp_p384.h, which has the same reduction
 * in C.
 *
 * The three lowest limbs of a product are kept below the stack pointer, where the ABI lets a
 * function that calls nothing have 128 bytes; the nine others fill the registers.  Operands are any
 * numbers below 2^384; so is the result.
 */
#include "lib/crypto/nistp_asm.h"

#define B %rbx
#define LIMB0 -8(%rsp)
#define LIMB1 -16(%rsp)
#define LIMB2 -24(%rsp)

/* last_column: column for a[5]; a new highest limb t1, which was 0, ends both carries. */
.macro last_column t0, t1
    column 40, \t0, \t1
    movl $0, %ecx
    adcxq %rcx, \t1
.endm

/* first_row: t6 … t1 = t1 + (a[5] … a[1]) times %rdx */
.macro first_row t1, t2, t3, t4, t5, t6
    mulxq 8(A), LOW, \t2
    addq LOW, \t1
    mulxq 16(A), LOW, \t3
    adcq LOW, \t2
    mulxq 24(A), LOW, \t4
    adcq LOW, \t3
    mulxq 32(A), LOW, \t5
    adcq LOW, \t4
    mulxq 40(A), LOW, \t6
    adcq LOW, \t5
    adcq $0, \t6
.endm

/* row: t6 … t0 = t5 … t0 + a b[i] */
.macro row i, t0, t1, t2, t3, t4, t5, t6
    movq 8 * \i(B), %rdx
    xorq \t6, \t6
    column 0, \t0, \t1
    column 8, \t1, \t2
    column 16, \t2, \t3
    column 24, \t3, \t4
    column 32, \t4, \t5
    last_column \t5, \t6
.endm

/*
 * fold: l5 … l0 += (h2 h1 h0) (2^128 + 2^96 - 2^32 + 1), which is 2^384 modulo p.
 *
 * With k = 2^32 h, in %rcx k2 k1 k0, it subtracts k, adds h and 2^128 h with CF, and 2^64 k with OF.
 * A carry, in %rdx, is rare; it is folded in the same way.
 */
.macro fold l0, l1, l2, l3, l4, l5, h0, h1, h2, k0, k1, k2
    movl $1, %edx
    shlq $32, %rdx
    mulxq \h0, \k0, LOW
    mulxq \h1, \k1, \k2
    addq LOW, \k1
    mulxq \h2, LOW, %rcx
    addq LOW, \k2
    subq \k0, \l0
    sbbq \k1, \l1
    sbbq \k2, \l2
    sbbq %rcx, \l3
    sbbq $0, \l4
    sbbq $0, \l5
    sbbq %rdx, %rdx
    addq \h0, \k1 /* 2^128 h0 goes with 2^64 k1 */
    adcq $0, \k2
    adcq $0, %rcx /* below 2^33: CF and OF are 0 */
    adcxq \h0, \l0
    adcxq \h1, \l1
    adoxq \k0, \l1
    adcxq \h2, \l2
    adoxq \k1, \l2
    adcxq \h1, \l3
    adoxq \k2, \l3
    adcxq \h2, \l4
    adoxq %rcx, \l4
    movl $0, %ecx
    adcxq %rcx, \l5
    adoxq %rcx, \l5
    adcxq %rcx, %rdx
    adoxq %rcx, %rdx
    testq %rdx, %rdx
    jz 1f
    movq $0xffffffff00000001, LOW
    movl $0xffffffff, %ecx
    addq LOW, \l0
    adcq %rcx, \l1
    adcq $1, \l2
    adcq $0, \l3
    adcq $0, \l4
    adcq $0, \l5
1:
.endm

/* reduce: folds the upper half and writes what remains; k0 to k2 are free. */
.macro reduce t3, t4, t5, t6, t7, t8, t9, t10, t11, k0, k1, k2
    fold \t3, \t4, \t5, \t6, \t7, \t8, \t9, \t10, \t11, \k0, \k1, \k2
    movq LIMB0, \t9
    movq LIMB1, \t10
    movq LIMB2, \t11
    fold \t9, \t10, \t11, \t3, \t4, \t5, \t6, \t7, \t8, \k0, \k1, \k2
    movq (%rsp), %rax
    movq \t9, 0(%rax)
    movq \t10, 8(%rax)
    movq \t11, 16(%rax)
    movq \t3, 24(%rax)
    movq \t4, 32(%rax)
    movq \t5, 40(%rax)
.endm

.macro save_all
    save_six
    save OUT
.endm

.macro restore_all
    restore OUT
    restore_six
.endm

/* void nistp_p384_mul_adx(uint64_t r[6], const uint64_t a[6], const uint64_t b[6]) */
    begin nistp_p384_mul_adx
    save_all
    movq %rdx, B
    movq 0(B), %rdx
    mulxq 0(A), %r8, %r9
    first_row %r9, %r10, %r11, %r12, %r13, %r14
    movq %r8, LIMB0
    row 1, %r9, %r10, %r11, %r12, %r13, %r14, %r15
    movq %r9, LIMB1
    row 2, %r10, %r11, %r12, %r13, %r14, %r15, %r8
    movq %r10, LIMB2
    row 3, %r11, %r12, %r13, %r14, %r15, %r8, %r9
    row 4, %r12, %r13, %r14, %r15, %r8, %r9, %r10
    row 5, %r13, %r14, %r15, %r8, %r9, %r10, %rbp
    reduce %r11, %r12, %r13, %r14, %r15, %r8, %r9, %r10, %rbp, %rbx, %rsi, %rdi
    restore_all
    ret
    end nistp_p384_mul_adx

/* void nistp_p384_sqr_adx(uint64_t r[6], const uint64_t a[6]) */
    begin nistp_p384_sqr_adx
    save_all
    /* The products of two different limbs are added up once, and doubled. */
    movq 0(A), %rdx
    xorl %r9d, %r9d
    first_row %r9, %r10, %r11, %r12, %r13, %r14
    movq 8(A), %rdx
    xorl %r15d, %r15d
    column 16, %r11, %r12
    column 24, %r12, %r13
    column 32, %r13, %r14
    last_column %r14, %r15
    movq 16(A), %rdx
    xorl %ebx, %ebx
    column 24, %r13, %r14
    column 32, %r14, %r15
    last_column %r15, %rbx
    movq 24(A), %rdx
    xorl %ebp, %ebp
    column 32, %r15, %rbx
    last_column %rbx, %rbp
    movq 32(A), %rdx
    mulxq 40(A), LOW, %rdi
    addq LOW, %rbp
    adcq $0, %rdi
    movq 0(A), %rdx
    xorl %eax, %eax /* CF and OF are 0 */
    mulxq %rdx, %r8, LOW
    adcxq %r9, %r9
    adoxq LOW, %r9
    twice_and 8, %r10, %r11
    twice_and 16, %r12, %r13
    twice_and 24, %r14, %r15
    twice_and 32, %rbx, %rbp
    movq 40(A), %rdx
    mulxq %rdx, LOW, %rsi
    movl $0, %ecx
    adcxq %rdi, %rdi
    adoxq LOW, %rdi
    adcxq %rcx, %rsi
    adoxq %rcx, %rsi
    movq %r8, LIMB0
    movq %r9, LIMB1
    movq %r10, LIMB2
    reduce %r11, %r12, %r13, %r14, %r15, %rbx, %rbp, %rdi, %rsi, %r8, %r9, %r10
    restore_all
    ret
    end nistp_p384_sqr_adx
