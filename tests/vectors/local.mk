# SPDX-License-Identifier: GPL-3.0-or-later
EXTRA_DIST += tests/vectors/rfc8448/README.md
EXTRA_DIST += tests/vectors/rfc8448/3-simple-1rtt.txt
EXTRA_DIST += tests/vectors/rfc8448/4-resumed-0rtt.txt
EXTRA_DIST += tests/vectors/rfc8448/5-hello-retry-request.txt
EXTRA_DIST += tests/vectors/rfc8448/6-client-authentication.txt
EXTRA_DIST += tests/vectors/rfc8448/7-compatibility-mode.txt
