# SPDX-License-Identifier: GPL-3.0-or-later
# Prints the places where a small change makes a C source wrong, one on a line: file, line, column,
# the number of characters to replace, and their replacement.  Comments, literals and preprocessor
# lines are left alone.
function blanked(line,    out, i, n, c, two, quote) {
    out = ""
    n = length(line)
    quote = ""
    for (i = 1; i <= n; i++) {
        c = substr(line, i, 1)
        two = substr(line, i, 2)
        if (comment) {
            if (two == "*/") {
                comment = 0
                out = out " "
                i++
            }
            out = out " "
        } else if (quote != "") {
            if (c == "\\") {
                out = out " "
                i++
            } else if (c == quote)
                quote = ""
            out = out " "
        } else if (two == "/*") {
            comment = 1
            out = out "  "
            i++
        } else {
            if (c == "\"" || c == "'")
                quote = c
            out = out (quote == "" ? c : " ")
        }
    }
    return out
}
function site(at, len, new) { print FILENAME "\t" FNR "\t" at "\t" len "\t" new }

# Every place of an operator, with blanks around it as our style has them.
function operator(code, old, new,    at, from) {
    from = 1
    while ((at = index(substr(code, from), " " old " ")) > 0) {
        site(from + at, length(old), new)
        from += at + length(old)
    }
}
function numbers(code,    from, at, text) {
    from = 1
    while (match(substr(code, from), /[^A-Za-z0-9_.][0-9]+[^A-Za-z0-9_.]/)) {
        at = from + RSTART
        text = substr(code, at, RLENGTH - 2)
        site(at, length(text), text + 1)
        if (text + 0 > 0)
            site(at, length(text), text - 1)
        from = at + length(text)
    }
}
FNR == 1 { comment = 0; inside = 0 }
{
    code = blanked($0)
    if ($0 ~ /^\{/)
        inside = 1
    if ($0 ~ /^\}/)
        inside = 0
    if (!inside || code ~ /^ *#/)
        next
    operator(code, "==", "!=")
    operator(code, "!=", "==")
    operator(code, "<", "<=")
    operator(code, "<=", "<")
    operator(code, ">", ">=")
    operator(code, ">=", ">")
    operator(code, "&&", "||")
    operator(code, "||", "&&")
    operator(code, "+", "-")
    operator(code, "-", "+")
    operator(code, "|=", "=")
    operator(code, "&", "|")
    numbers(code)
    if (match(code, /if \(.*\)/) && code ~ /^ *(} else )?if \(.*\)( \{)? *$/)
        site(RSTART + 3, RLENGTH - 3, "(!" substr($0, RSTART + 3, RLENGTH - 3) ")")
    if (code ~ /^ *return true;/)
        site(index(code, "return"), 12, "return false;")
    if (code ~ /^ *return false;/)
        site(index(code, "return"), 13, "return true;")
    if (code ~ /^    +[a-z_0-9]+\(.*\); *$/ && code !~ /return|sizeof/)
        site(match(code, /[^ ]/), length(code) - match(code, /[^ ]/) + 1, ";")
    if (code ~ /^    +TRY\(.*\); *$/)
        site(match(code, /[^ ]/), length(code) - match(code, /[^ ]/) + 1, ";")
}
