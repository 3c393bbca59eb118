package com.nexora.streams.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Keeps two brokers out of one data directory. The file says who holds it, because "locked" alone
 * does not tell a second instance (choose another directory) from an old child that is still
 * shutting down after its parent was killed (wait).
 */
final class DataDirLock implements AutoCloseable {

  /** How long an orphan may take to let go: its own shutdown bound and some time on top. */
  static final Duration WAIT = Duration.ofSeconds(25);

  private static final String FILE = "broker.lock";
  private static final Duration POLL = Duration.ofMillis(100);

  private final FileChannel channel;

  private DataDirLock(final FileChannel channel) {
    this.channel = channel;
  }

  /** Who holds a lock: the broker's process and the process that started it. */
  private record Holder(long broker, long parent) {

    static @Nullable Holder read(final FileChannel channel) throws IOException {
      final ByteBuffer buffer = ByteBuffer.allocate(64);
      channel.read(buffer, 0);
      final String[] pids =
          new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII)
              .trim()
              .split(" ");
      try {
        return pids.length == 2
            ? new Holder(Long.parseLong(pids[0]), Long.parseLong(pids[1]))
            : null;
      } catch (final NumberFormatException e) {
        return null;
      }
    }

    boolean orphaned() {
      return ProcessHandle.of(broker)
          .flatMap(ProcessHandle::parent)
          .map(parent -> parent.pid() != this.parent)
          .orElse(true);
    }
  }

  /**
   * Takes the lock for this process.
   *
   * @param parent process on whose behalf it is taken
   * @param wait how long an orphan may take to end
   * @throws DevClusterException if a live instance holds it, or the orphan does not end in time
   */
  static DataDirLock acquire(final Path dataDir, final long parent, final Duration wait)
      throws IOException, InterruptedException {
    final Path file = dataDir.resolve(FILE);
    final FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    final long deadline = System.nanoTime() + wait.toNanos();
    while (tryLock(channel) == null) {
      final @Nullable Holder holder = Holder.read(channel);
      final boolean live = holder != null && !holder.orphaned();
      if (live || System.nanoTime() > deadline) {
        channel.close();
        throw new DevClusterException(busy(dataDir, holder, live));
      }
      Thread.sleep(POLL.toMillis());
    }
    channel.truncate(0);
    channel.write(
        ByteBuffer.wrap(
            (ProcessHandle.current().pid() + " " + parent).getBytes(StandardCharsets.US_ASCII)),
        0);
    return new DataDirLock(channel);
  }

  private static @Nullable FileLock tryLock(final FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (final OverlappingFileLockException e) {
      return null;
    }
  }

  private static String busy(
      final Path dataDir, final @Nullable Holder holder, final boolean live) {
    final String who = holder == null ? "an unknown process" : "process " + holder.broker();
    return live
        ? "data directory %s is in use by a running broker (%s, started by process %d): stop that one, or give another directory with --data-dir"
            .formatted(dataDir, who, holder == null ? -1 : holder.parent())
        : "data directory %s is still locked by %s, which should have ended with its parent: end that process, then start again"
            .formatted(dataDir, who);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
