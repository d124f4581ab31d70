// Command static-cgo finds a user through the C library, in a file that is linked statically.
//
// It is the source of ../../samples/static-cgo.gz. Statically linked glibc finds users only where the
// shared libraries of the very same glibc are installed, which is what cgone has to say about it.
package main

// #include <unistd.h>
import "C"

import "os/user"

func main() {
	println("process", C.getpid())
	found, err := user.Lookup("nobody")
	if err != nil {
		println("error:", err.Error())
		return
	}
	println("user", found.Uid, found.HomeDir)
}
