// Say hello to the web.
//
//	helloweb [--logfile FILE] [--name-file FILE] IP PORT [NAME...]
package main

import (
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"runtime"
	"strings"
)

func main() {
	logfile := flag.String("logfile", "", "append the log to this file")
	nameFile := flag.String("name-file", "", "read the name to greet from this file")
	flag.Usage = func() {
		fmt.Fprintln(os.Stderr, "usage: helloweb [--logfile FILE] [--name-file FILE] IP PORT [NAME...]")
		flag.PrintDefaults()
	}
	flag.Parse()
	if flag.NArg() < 2 {
		flag.Usage()
		os.Exit(2)
	}

	if *logfile != "" {
		file, err := os.OpenFile(*logfile, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o640)
		if err != nil {
			log.Fatal(err)
		}
		log.SetOutput(file)
	}

	name := strings.Join(flag.Args()[2:], " ")
	if *nameFile != "" {
		content, err := os.ReadFile(*nameFile)
		if err != nil {
			log.Fatal(err)
		}
		name = strings.TrimSpace(string(content))
	}

	greeting := fmt.Sprintf("Hello %s\nfrom Go %s\n", name, strings.TrimPrefix(runtime.Version(), "go"))
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		log.Printf("%s %s %s", r.RemoteAddr, r.Method, r.URL)
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		fmt.Fprint(w, greeting)
	})

	address := net.JoinHostPort(flag.Arg(0), flag.Arg(1))
	log.Printf("listening on %s", address)
	log.Fatal(http.ListenAndServe(address, nil))
}
