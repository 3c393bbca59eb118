package com.nexora.streams.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Who has used how much of the processors. */
public final class CpuTime {

  private static final Path TASKS = Path.of("/proc/self/task");
  private static final long TICK_NANOS = 10_000_000;

  private CpuTime() {}

  /** CPU time of this process, nanoseconds. */
  public static long ofThisProcess() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean machine
        ? machine.getProcessCpuTime()
        : -1;
  }

  /** CPU time of another process, nanoseconds, to 10 ms; 0 if the system does not tell. */
  public static long of(final long pid) {
    return ProcessHandle.of(pid)
        .flatMap(process -> process.info().totalCpuDuration())
        .map(Duration::toNanos)
        .orElse(0L);
  }

  /** CPU time of the JIT compiler of another process, nanoseconds, to 10 ms; 0 but on Linux. */
  public static long ofCompiler(final long pid) {
    final Map<String, Long> kinds = new TreeMap<>();
    try (Stream<Path> tasks = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
      tasks.forEach(task -> addNative(task, kinds));
    } catch (final IOException e) {
      return 0;
    }
    return ThreadKind.COMPILERS.stream().mapToLong(kind -> kinds.getOrDefault(kind, 0L)).sum();
  }

  /** CPU time of this process by kind of thread: Java's, and the JVM's and RocksDB's own. */
  static Map<String, Long> byThreadKind() {
    final Map<String, Long> kinds = new TreeMap<>();
    final ThreadMXBean java = ManagementFactory.getThreadMXBean();
    for (final ThreadInfo thread : java.getThreadInfo(java.getAllThreadIds())) {
      final long cpu = thread == null ? -1 : java.getThreadCpuTime(thread.getThreadId());
      if (thread != null && cpu >= 0) {
        kinds.merge(ThreadKind.ofJava(thread.getThreadName()), cpu, Long::sum);
      }
    }
    if (Files.isDirectory(TASKS)) {
      try (Stream<Path> tasks = Files.list(TASKS)) {
        tasks.forEach(task -> addNative(task, kinds));
      } catch (final IOException e) {
        return kinds;
      }
    }
    return kinds;
  }

  private static void addNative(final Path task, final Map<String, Long> kinds) {
    try {
      final String stat = Files.readString(task.resolve("stat"));
      final String kind = ThreadKind.ofNative(name(stat));
      if (kind != null) {
        kinds.merge(kind, ticks(stat) * TICK_NANOS, Long::sum);
      }
    } catch (final IOException e) {
      // The thread has ended meanwhile.
    }
  }

  /** A thread's name in the kernel. */
  static String name(final String stat) {
    return stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
  }

  /** User and system time, in ticks of the kernel's clock. */
  static long ticks(final String stat) {
    final String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
  }
}
