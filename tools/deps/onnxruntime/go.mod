module retailinsight/deps

go 1.18

require github.com/yalue/onnxruntime_go v1.27.0
