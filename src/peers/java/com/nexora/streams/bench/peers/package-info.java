/**
 * The stream engines that we measure ourselves against: Flink and Hazelcast Jet jobs that do what
 * the analytics room does. Built by the Maven profile {@code peers} only, so that neither the
 * product nor its tests depend on them.
 */
@NullMarked
package com.nexora.streams.bench.peers;

import org.jspecify.annotations.NullMarked;
