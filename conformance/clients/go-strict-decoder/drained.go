package main

import (
	"errors"
	"io"
	"net"
	"os"
	"syscall"
	"time"
)

// drained is a connection whose reader can be told that nothing more will come: what has arrived can still be read.
//
// Over TCP nobody acknowledges: the platform does not wait until its events were read.
type drained struct{ *net.TCPConn }

// end lets whoever reads come to an end.
func (d *drained) end() { d.SetReadDeadline(time.Now()) }

func (d *drained) Read(into []byte) (int, error) {
	count, err := d.TCPConn.Read(into)
	if !errors.Is(err, os.ErrDeadlineExceeded) {
		return count, err
	}
	raw, err := d.SyscallConn()
	if err != nil {
		return 0, err
	}
	control := raw.Control(func(descriptor uintptr) { count, err = syscall.Read(int(descriptor), into) })
	switch {
	case control != nil:
		return 0, control
	case err == syscall.EAGAIN || (err == nil && count == 0):
		return 0, io.EOF
	case err != nil:
		return 0, err
	}
	return count, nil
}
