# SPDX-License-Identifier: GPL-3.0-or-later
# Prints C sources as "file:line:code" with blanks for comments and the contents of literals, so
# that the lints see only code.
FNR == 1 { comment = 0 }
{
    out = ""
    n = length($0)
    quote = ""
    for (i = 1; i <= n; i++) {
        c = substr($0, i, 1)
        two = substr($0, i, 2)
        if (comment) {
            if (two == "*/") {
                comment = 0
                i++
            }
        } else if (quote != "") {
            if (c == "\\")
                i++
            else if (c == quote) {
                quote = ""
                out = out c
            }
        } else if (two == "/*") {
            comment = 1
            i++
        } else if (two == "//") {
            break
        } else {
            if (c == "\"" || c == "'")
                quote = c
            out = out c
        }
    }
    print FILENAME ":" FNR ":" out
}
