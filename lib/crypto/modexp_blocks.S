/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rows of modexp.c by blocks: eight limbs of the number that is reduced stay in registers while
 * eight limbs times eight limbs are added.  With a limb of the factor at a time, they would be read
 * and written for each product.
 */
#include "lib/crypto/nistp_asm.h"

#define T %rdi
#define B %rbp
#define INVERSE %rbx

/* row: t7 … t0 = t7 … t0 + a m; then t0, which is done, becomes the limb above t7.  If it is given,
 * m is b[i], and t[i] gets the old t0.  If not, m makes that zero, and t[i] gets m. */
.macro row given, i, t0, t1, t2, t3, t4, t5, t6, t7
    .if \given
    movq 8 * \i(B), %rdx
    .else
    movq \t0, %rdx
    imulq INVERSE, %rdx
    movq %rdx, 8 * \i(T)
    .endif
    xorl %eax, %eax
    column 0, \t0, \t1
    column 8, \t1, \t2
    column 16, \t2, \t3
    column 24, \t3, \t4
    column 32, \t4, \t5
    column 40, \t5, \t6
    column 48, \t6, \t7
    .if \given
    movq \t0, 8 * \i(T)
    .endif
    mulxq 56(A), LOW, \t0
    adcxq LOW, \t7
    movl $0, %eax
    adcxq LOW, \t0
    adoxq LOW, \t0
.endm

.macro rows given
    row \given, 0, %r8, %r9, %r10, %r11, %r12, %r13, %r14, %r15
    row \given, 1, %r9, %r10, %r11, %r12, %r13, %r14, %r15, %r8
    row \given, 2, %r10, %r11, %r12, %r13, %r14, %r15, %r8, %r9
    row \given, 3, %r11, %r12, %r13, %r14, %r15, %r8, %r9, %r10
    row \given, 4, %r12, %r13, %r14, %r15, %r8, %r9, %r10, %r11
    row \given, 5, %r13, %r14, %r15, %r8, %r9, %r10, %r11, %r12
    row \given, 6, %r14, %r15, %r8, %r9, %r10, %r11, %r12, %r13
    row \given, 7, %r15, %r8, %r9, %r10, %r11, %r12, %r13, %r14
.endm

.macro read offset
    movq \offset(T), %r8
    movq \offset + 8(T), %r9
    movq \offset + 16(T), %r10
    movq \offset + 24(T), %r11
    movq \offset + 32(T), %r12
    movq \offset + 40(T), %r13
    movq \offset + 48(T), %r14
    movq \offset + 56(T), %r15
.endm

.macro write offset
    movq %r8, \offset(T)
    movq %r9, \offset + 8(T)
    movq %r10, \offset + 16(T)
    movq %r11, \offset + 24(T)
    movq %r12, \offset + 32(T)
    movq %r13, \offset + 40(T)
    movq %r14, \offset + 48(T)
    movq %r15, \offset + 56(T)
.endm

#define CARRY 8(%rsp)
#define LEFT  (%rsp)

/* next: adds the eight limbs of t above the block, and the carry of the block before. */
.macro next
    negq CARRY
    adcq 64(T), %r8
    adcq 72(T), %r9
    adcq 80(T), %r10
    adcq 88(T), %r11
    adcq 96(T), %r12
    adcq 104(T), %r13
    adcq 112(T), %r14
    adcq 120(T), %r15
    sbbq LOW, LOW
    movq LOW, CARRY
.endm

/* uint64_t modexp_blocks_row(uint64_t t[], const uint64_t a[], uint64_t inverse, size_t blocks) */
    begin modexp_blocks_row
    save_six
    pushq $0
    .cfi_adjust_cfa_offset 8
    pushq %rcx
    .cfi_adjust_cfa_offset 8
    movq %rdx, INVERSE
    movq T, B
    read 0
    rows 0
    next
1:  decq LEFT
    jz 2f
    addq $64, T
    addq $64, A
    rows 1
    next
    jmp 1b
2:  write 64
    negq LOW
    addq $16, %rsp
    .cfi_adjust_cfa_offset -16
    restore_six
    ret
    end modexp_blocks_row
