# SPDX-License-Identifier: GPL-3.0-or-later
check_LIBRARIES += tests/factory/libfactory.a
tests_factory_libfactory_a_SOURCES =
tests_factory_libfactory_a_SOURCES += tests/factory/fd.h
tests_factory_libfactory_a_SOURCES += tests/factory/fd.c
tests_factory_libfactory_a_SOURCES += tests/factory/fkey.h
tests_factory_libfactory_a_SOURCES += tests/factory/fkey.c
tests_factory_libfactory_a_SOURCES += tests/factory/fkey.def
tests_factory_libfactory_a_SOURCES += tests/factory/fmldsa.h
tests_factory_libfactory_a_SOURCES += tests/factory/fmldsa.c
tests_factory_libfactory_a_SOURCES += tests/factory/fext.h
tests_factory_libfactory_a_SOURCES += tests/factory/fext.c
tests_factory_libfactory_a_SOURCES += tests/factory/factory.h
tests_factory_libfactory_a_SOURCES += tests/factory/factory.c
tests_factory_libfactory_a_SOURCES += tests/factory/focsp.h
tests_factory_libfactory_a_SOURCES += tests/factory/focsp.c
tests_factory_libfactory_a_SOURCES += tests/factory/same_verdict.h
tests_factory_libfactory_a_SOURCES += tests/factory/same_verdict.c
tests_factory_libfactory_a_SOURCES += tests/factory/flog.h
tests_factory_libfactory_a_SOURCES += tests/factory/flog.c
tests_factory_libfactory_a_SOURCES += tests/factory/trial.h
tests_factory_libfactory_a_SOURCES += tests/factory/trial.c

# Linked to tests that make their own certificates.
FACTORY_LIBS = tests/factory/libfactory.a $(UNIT_LIBS)
