module example.com/static-cgo

go 1.27
