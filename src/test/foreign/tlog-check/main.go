// Command tlog-check verifies a log of the audit trail, or the evidence of one of its entries, with code that the
// makers of the product did not write: golang.org/x/mod/sumdb/note opens signed notes, golang.org/x/mod/sumdb/tlog
// authenticates tiles, computes trees, makes and checks proofs.
//
// What stands here only fetches, splits bundles into entries and maps names: C2SP's tlog-tiles says tile/<L>/<N> where
// the library says tile/8/<L>/<N>. It knows the public formats and nothing of the product.
//
//	tlog-check log -url URL -vkey VKEY [-witness VKEY]... [-grown-from FILE] [-save FILE] [-prove N]
//	tlog-check evidence -vkey VKEY [-witness VKEY]... FILE
//
// The environment variable TLOG_TOKEN is sent as bearer token. Exit code: 0 proven, 1 refused, 2 wrong usage, 3 it
// cannot be read.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
)

// refused says that what was shown is not what was signed, or was not signed.
type refused struct{ reason string }

func (r refused) Error() string { return r.reason }

func refuse(format string, a ...interface{}) error { return refused{fmt.Sprintf(format, a...)} }

type keys []string

func (k *keys) String() string         { return strings.Join(*k, " ") }
func (k *keys) Set(value string) error { *k = append(*k, value); return nil }

func main() {
	if len(os.Args) < 2 {
		usage("tlog-check log|evidence ...")
	}
	var vkeys, witnesses keys
	flags := flag.NewFlagSet(os.Args[1], flag.ExitOnError)
	flags.Var(&vkeys, "vkey", "public key of the log; several: any of them")
	flags.Var(&witnesses, "witness", "public key of a witness that must have cosigned; several: each of them")
	url := flags.String("url", "", "prefix of the log's files")
	grownFrom := flags.String("grown-from", "", "file with an older checkpoint of the log")
	save := flags.String("save", "", "file to keep the checkpoint in")
	prove := flags.Int64("prove", 200, "entries, spread over the log, whose inclusion is proven one by one")
	if err := flags.Parse(os.Args[2:]); err != nil || len(vkeys) == 0 {
		usage("at least one -vkey is needed")
	}
	trust, err := newTrust(vkeys, witnesses)
	if err != nil {
		usage(err.Error())
	}
	var verdict string
	switch {
	case os.Args[1] == "log" && *url != "" && flags.NArg() == 0:
		verdict, err = checkLog(site{*url, os.Getenv("TLOG_TOKEN")}, trust, *grownFrom, *save, *prove)
	case os.Args[1] == "evidence" && flags.NArg() == 1:
		verdict, err = checkEvidence(flags.Arg(0), trust)
	default:
		usage("tlog-check log -url URL ... or tlog-check evidence ... FILE")
	}
	var no refused
	if errors.As(err, &no) {
		fmt.Println("REFUSED: " + no.reason)
		os.Exit(1)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "cannot be read: "+err.Error())
		os.Exit(3)
	}
	fmt.Println("proven: " + verdict)
}

func usage(text string) {
	fmt.Fprintln(os.Stderr, text)
	os.Exit(2)
}
