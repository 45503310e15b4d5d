// SPDX-License-Identifier: GPL-3.0-or-later

// A client on crypto/tls for the interop tables: asks for the page, and prints the answer.
package main

import (
	"crypto/tls"
	"crypto/x509"
	"flag"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func numbers(list string) (out []uint16) {
	for _, item := range strings.FieldsFunc(list, func(r rune) bool { return r == ',' }) {
		n, err := strconv.ParseUint(item, 0, 16)
		check(err)
		out = append(out, uint16(n))
	}
	return out
}

// visit is one connection; the last answer counts.
func visit(port int, config *tls.Config) []byte {
	conn, err := tls.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", port), config)
	check(err)
	defer conn.Close()
	fmt.Fprint(conn, "GET /text HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
	answer, err := io.ReadAll(conn)
	check(err)
	return answer
}

func main() {
	port := flag.Int("port", 0, "")
	roots := flag.String("roots", "", "")
	cert := flag.String("cert", "", "")
	least := flag.Int("min", tls.VersionTLS12, "")
	most := flag.Int("max", tls.VersionTLS13, "")
	suites := flag.String("suites", "", "")
	curves := flag.String("curves", "", "")
	protocols := flag.String("alpn", "", "")
	times := flag.Int("times", 1, "")
	flag.Parse()

	pem, err := os.ReadFile(*roots)
	check(err)
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(pem)
	config := &tls.Config{
		RootCAs:            pool,
		ServerName:         "localhost",
		MinVersion:         uint16(*least),
		MaxVersion:         uint16(*most),
		CipherSuites:       numbers(*suites),
		ClientSessionCache: tls.NewLRUClientSessionCache(8),
	}
	for _, curve := range numbers(*curves) {
		config.CurvePreferences = append(config.CurvePreferences, tls.CurveID(curve))
	}
	if *protocols != "" {
		config.NextProtos = strings.Split(*protocols, ",")
	}
	if *cert != "" {
		pair, err := tls.LoadX509KeyPair(*cert+".pem", *cert+".key")
		check(err)
		config.Certificates = []tls.Certificate{pair}
	}
	var answer []byte
	for i := 0; i < *times; i++ {
		answer = visit(*port, config)
	}
	os.Stdout.Write(answer)
}
