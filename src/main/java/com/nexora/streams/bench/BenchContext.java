package com.nexora.streams.bench;

import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * What every scenario gets.
 *
 * @param options what to measure
 * @param directory exists; for clusters, logs and profiles
 * @param progress tells people how far it is, a line at a time
 */
public record BenchContext(BenchOptions options, Path directory, Consumer<String> progress) {}
