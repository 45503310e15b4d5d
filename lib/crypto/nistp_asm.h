/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * nistp_asm: what the products in assembler have in common; only .S files include it.
 *
 * They use mulx (BMI2), which leaves the flags alone, and adcx and adox (ADX), which carry in two
 * different flags.
 */
#ifndef TB_LIB_CRYPTO_NISTP_ASM_H
#define TB_LIB_CRYPTO_NISTP_ASM_H

/* clang-format off */
#ifdef __CET__
#include <cet.h>
#else
#define _CET_ENDBR
#endif

#define OUT  %rdi
#define A    %rsi
#define LOW  %rax
#define HIGH %rcx

.macro begin name
    .text
    .globl \name
    .hidden \name
    .type \name, @function
    .balign 32
\name:
    .cfi_startproc
    _CET_ENDBR
.endm

.macro end name
    .cfi_endproc
    .size \name, . - \name
.endm

.macro save register
    pushq \register
    .cfi_adjust_cfa_offset 8
    .cfi_rel_offset \register, 0
.endm

.macro restore register
    popq \register
    .cfi_adjust_cfa_offset -8
    .cfi_restore \register
.endm

/* save_six and restore_six: all registers that a function must give back. */
.macro save_six
    save %rbx
    save %rbp
    save %r12
    save %r13
    save %r14
    save %r15
.endm

.macro restore_six
    restore %r15
    restore %r14
    restore %r13
    restore %r12
    restore %rbp
    restore %rbx
.endm

/* column: adds a product to two limbs; CF and OF carry for the low and the high halves. */
.macro column offset, t0, t1
    mulxq \offset(A), LOW, HIGH
    adcxq LOW, \t0
    adoxq HIGH, \t1
.endm

/* twice_and: t1 t0 = 2 (t1 t0) + a[i]^2; CF carries for the double, OF for the square. */
.macro twice_and offset, t0, t1
    movq \offset(A), %rdx
    mulxq %rdx, LOW, HIGH
    adcxq \t0, \t0
    adoxq LOW, \t0
    adcxq \t1, \t1
    adoxq HIGH, \t1
.endm

    .section .note.GNU-stack, "", @progbits

#endif
