module go-aws-lambda-extensions

go 1.18

require github.com/zakharovvi/aws-lambda-extensions v0.2.0-alpha

require github.com/go-logr/logr v1.2.3 // indirect
