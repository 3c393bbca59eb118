/**
 * What an event costs: the same events through our analytics, through what it is built on, and
 * through what others would have built, in one run on one machine.
 *
 * <p>Machines differ and are shared, so only ratios count, and only of runs that took turns. The
 * unit is CPU time of the process per event, warm; the broker's is told beside it.
 *
 * <h2>Adding a variant</h2>
 *
 * <ol>
 *   <li>Implement {@link com.nexora.streams.bench.Variant}, public, with a public constructor
 *       without arguments. It starts to read {@link com.nexora.streams.bench.Job#topic()} from its
 *       beginning and answers a {@link com.nexora.streams.bench.Running}: how many events are
 *       through, stop, and the windows of the owners that are asked for.
 *   <li>Name it by a {@link com.nexora.streams.bench.VariantSpec} in {@link
 *       com.nexora.streams.bench.analytics.AnalyticsVariants}: name, class name, title, options of
 *       its JVM, directories and jars to put on the class path before ours. The class is loaded by
 *       name in the worker only, so it may lie in a jar that a profile of the build makes; a spec
 *       whose jars are missing is skipped, unless it is asked for by name.
 * </ol>
 *
 * <h2>What happens to it</h2>
 *
 * Each run is a fresh JVM, {@link com.nexora.streams.bench.BenchWorker}, with one argument: the
 * file of its {@link com.nexora.streams.bench.Job} (JSON). What the variant prints goes to the
 * worker's log; the worker itself prints one line per mark, {@code @bench } and JSON:
 *
 * <pre>
 * {"mark":"start","events":0,...}   before the variant is started
 * {"mark":"warm","events":N,"cpuNanos":C,"wallNanos":W,"threads":{...}}   warm-up is over
 * {"mark":"done","events":N,"cpuNanos":C,"wallNanos":W,"threads":{...}}   all are through, or the cap is reached
 * {"mark":"windows","taken":{"0":N,...},"windows":[...]}   what was counted
 * </pre>
 *
 * The parent reads the broker's CPU time when it sees a mark. Warm-up ends after {@code
 * Job.warmup()} events or {@code Job.capSeconds()}, whichever comes first; so does the measured
 * part. Then {@link com.nexora.streams.bench.Running#drain()} stops the intake and says how many
 * events of each partition were taken in; these, and no others, must be in the windows.
 *
 * <h2>What must be right</h2>
 *
 * For every owner of the job (an agent, or a tenant when the agent is null) and every length of
 * window (1, 5, 15, 60, 1440 minutes) at least one {@link com.nexora.streams.bench.WindowRow} with
 * events. A row may cover any whole minutes (its own from and to): tumbling windows, or the last so
 * many up to {@code Job.at()}. The parent keeps every value of these owners and compares: counts
 * exactly, sums to 1e-9, least and largest, and P50, P95, P99 to 1 % of the value of that rank. A
 * variant that only counts ({@code VariantSpec.countsOnly}) gives no windows. One wrong number and
 * the command fails.
 */
@NullMarked
package com.nexora.streams.bench;

import org.jspecify.annotations.NullMarked;
