"""Keras over TensorFlow: the reference network trained and asked on made-up pictures. usage: pictures_keras.py THREADS"""
import os
import sys
import time

os.environ.update(TF_CPP_MIN_LOG_LEVEL="3", KERAS_BACKEND="tensorflow", CUDA_VISIBLE_DEVICES="")
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import answer  # noqa: E402
import keras  # noqa: E402
import numpy  # noqa: E402
import tensorflow  # noqa: E402

BATCH, STEPS, CLASSES = 32, 30, 10
threads = int(sys.argv[1])
tensorflow.config.threading.set_intra_op_parallelism_threads(threads)
tensorflow.config.threading.set_inter_op_parallelism_threads(1)
keras.utils.set_random_seed(1)

pictures = numpy.random.default_rng(1).random((BATCH * STEPS, 100, 100, 3), dtype=numpy.float32)
labels = numpy.arange(len(pictures)) % CLASSES
watch, laps = answer.stopwatch(), {}


def build():
    layers = keras.layers
    network = keras.Sequential([
        keras.Input((100, 100, 3)), layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D(2), layers.Conv2D(64, 3, activation="relu"),
        layers.MaxPooling2D(2), layers.Flatten(), layers.Dense(64, activation="relu"), layers.Dense(CLASSES, activation="softmax", dtype="float32")])
    network.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return network


def measured(name, work, count):
    work()  # traced and warm
    wall, cpu = time.perf_counter(), time.process_time()
    for _ in range(2):
        work()
    laps[name + "_per_s"] = 2 * count / (time.perf_counter() - wall)
    laps[name + "_per_cpu_s"] = 2 * count / (time.process_time() - cpu)
    watch.lap(name)


network = build()
measured("train", lambda: network.fit(pictures, labels, batch_size=BATCH, epochs=1, verbose=0, shuffle=True), len(pictures))
measured("infer", lambda: network.predict(pictures, batch_size=BATCH, verbose=0), len(pictures))
parameters = network.count_params()
keras.mixed_precision.set_global_policy("mixed_bfloat16")  # what a user may ask for; as it comes it is single
network = build()
measured("train_mixed", lambda: network.fit(pictures, labels, batch_size=BATCH, epochs=1, verbose=0, shuffle=True), len(pictures))
answer.give(watch, {"keras": keras.__version__, "tensorflow": tensorflow.__version__}, parameters=parameters, **laps)
