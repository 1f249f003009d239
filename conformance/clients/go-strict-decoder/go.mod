module go-strict-decoder

go 1.19
