// SPDX-License-Identifier: GPL-3.0-or-later

// A server on crypto/tls for the interop matrix: answers every request with a short HTTP response.
package main

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"flag"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
)

func numbers(list string) (out []uint16) {
	for _, item := range strings.FieldsFunc(list, func(r rune) bool { return r == ',' }) {
		n, err := strconv.ParseUint(item, 0, 16)
		check(err)
		out = append(out, uint16(n))
	}
	return out
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func answer(conn net.Conn) {
	defer conn.Close()
	lines := bufio.NewScanner(conn)
	for lines.Scan() {
		if lines.Text() == "" {
			fmt.Fprint(conn, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\nhi\n")
			return
		}
	}
}

func main() {
	port := flag.Int("port", 0, "")
	cert := flag.String("cert", "", "")
	key := flag.String("key", "", "")
	least := flag.Int("min", 0x0303, "")
	most := flag.Int("max", 0x0304, "")
	suites := flag.String("suites", "", "numbers, TLS 1.2")
	curves := flag.String("curves", "", "numbers")
	protocols := flag.String("alpn", "", "names")
	clients := flag.String("clients", "", "file of the CA whose certificates clients must show")
	flag.Parse()

	pair, err := tls.LoadX509KeyPair(*cert, *key)
	check(err)
	config := &tls.Config{
		Certificates: []tls.Certificate{pair},
		MinVersion:   uint16(*least),
		MaxVersion:   uint16(*most),
		CipherSuites: numbers(*suites),
	}
	for _, id := range numbers(*curves) {
		config.CurvePreferences = append(config.CurvePreferences, tls.CurveID(id))
	}
	if *protocols != "" {
		config.NextProtos = strings.Split(*protocols, ",")
	}
	if *clients != "" {
		pem, err := os.ReadFile(*clients)
		check(err)
		config.ClientCAs = x509.NewCertPool()
		config.ClientCAs.AppendCertsFromPEM(pem)
		config.ClientAuth = tls.RequireAndVerifyClientCert
	}
	listener, err := tls.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", *port), config)
	check(err)
	for {
		conn, err := listener.Accept()
		check(err)
		go answer(conn)
	}
}
