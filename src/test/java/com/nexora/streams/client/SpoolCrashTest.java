package com.nexora.streams.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/**
 * The law of the spool: whatever a crash leaves of the bytes that were not synced, nothing that was
 * synced and not delivered is lost, the order holds, and nothing delivered comes again.
 */
final class SpoolCrashTest {

  private static final long ROOM = 1 << 24;

  /** What a crash does to the end of the last file. */
  enum End {
    CUT,
    ZEROS,
    NOISE
  }

  @Property(tries = 120)
  void shouldLoseNothingThatWasSynced(
      @ForAll @Size(min = 1, max = 12) final List<@IntRange(min = 0, max = 40) Integer> steps,
      @ForAll @IntRange(min = 0, max = 20) final int unsynced,
      @ForAll @IntRange(min = 0, max = 60) final int delivered,
      @ForAll @DoubleRange(min = 0, max = 1) final double kept,
      @ForAll final End end,
      @ForAll final long seed)
      throws IOException {
    // Given
    final Path dir = Files.createTempDirectory("spool-crash");
    final Path crashed = Files.createTempDirectory("spool-crashed");
    try {
      int written = 0;
      int acknowledged = 0;
      int committed = 0;
      try (Spool spool = Spool.open(dir, ROOM, 2_000)) {
        for (final int step : steps) {
          SpoolTest.fill(spool, written, written + step);
          written += step;
        }
        acknowledged = written;
        final List<Spool.Spooled> batch = spool.peek(Math.max(1, delivered), ROOM);
        final List<Spool.Spooled> done = batch.subList(0, Math.min(delivered, batch.size()));
        spool.commit(done);
        committed = done.size();
        final long synced = lastSize(dir);
        final String last = lastName(dir);
        for (int i = 0; i < unsynced; i++) {
          spool.append(Lines.line(written++));
        }
        copy(dir, crashed);
        damage(crashed, last, synced, kept, end, seed);
      }

      // When
      final List<String> read;
      try (Spool again = Spool.open(crashed, ROOM, 2_000)) {
        SpoolTest.fill(again, written, written + 3);
        read = SpoolTest.drain(again, 9);
      }

      // Then
      final List<String> old = new ArrayList<>(read.subList(0, read.size() - 3));
      assertThat(read.subList(read.size() - 3, read.size()))
          .isEqualTo(Lines.numbered(written, written + 3));
      assertThat(old).hasSizeGreaterThanOrEqualTo(acknowledged - committed);
      assertThat(old).isEqualTo(Lines.numbered(committed, committed + old.size()));
    } finally {
      delete(dir);
      delete(crashed);
    }
  }

  @Property(tries = 60)
  void shouldKeepWhatStandsBeforeAnyCut(
      @ForAll @IntRange(min = 1, max = 30) final int count,
      @ForAll @DoubleRange(min = 0, max = 1) final double kept)
      throws IOException {
    // Given
    final Path dir = Files.createTempDirectory("spool-cut");
    try {
      try (Spool spool = Spool.open(dir, ROOM, ROOM)) {
        SpoolTest.fill(spool, 0, count);
      }
      final Path file = dir.resolve(lastName(dir));
      final long whole = Files.size(file);
      final long left = Math.round(whole * kept);
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(left);
      }

      // When
      try (Spool again = Spool.open(dir, ROOM, ROOM)) {
        final List<String> read = SpoolTest.drain(again, 100);

        // Then
        final long frame = whole / count;
        assertThat(read).isEqualTo(Lines.numbered(0, read.size()));
        assertThat((long) read.size()).isBetween(left / (frame + 8) - 1, left / (frame - 8) + 1);
        assertThat(again.damaged()).isBetween(0L, 1L);
      }
    } finally {
      delete(dir);
    }
  }

  /** Any part of the unsynced bytes may be there, missing, zero or noise. */
  private static void damage(
      final Path dir,
      final String last,
      final long synced,
      final double kept,
      final End end,
      final long seed)
      throws IOException {
    try (Stream<Path> files = Files.list(dir)) {
      for (final Path file : files.filter(f -> f.toString().endsWith(".spool")).sorted().toList()) {
        final String name = file.getFileName().toString();
        if (name.compareTo(last) < 0) {
          continue;
        }
        final long safe = name.equals(last) ? synced : 0;
        final long size = Files.size(file);
        final long left = safe + Math.round((size - safe) * kept);
        final byte[] rest = new byte[(int) (size - left)];
        if (end == End.NOISE) {
          new Random(seed).nextBytes(rest);
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
          channel.truncate(left);
          if (end != End.CUT) {
            channel.write(java.nio.ByteBuffer.wrap(rest), left);
          }
        }
        // What follows a file that was cut was never written.
        if (left < size) {
          deleteAfter(dir, name);
          return;
        }
      }
    }
  }

  private static void deleteAfter(final Path dir, final String name) throws IOException {
    try (Stream<Path> files = Files.list(dir)) {
      for (final Path file : files.filter(f -> f.toString().endsWith(".spool")).toList()) {
        if (file.getFileName().toString().compareTo(name) > 0) {
          Files.delete(file);
        }
      }
    }
  }

  private static String lastName(final Path dir) throws IOException {
    try (Stream<Path> files = Files.list(dir)) {
      return files
          .map(f -> f.getFileName().toString())
          .filter(n -> n.endsWith(".spool"))
          .max(String::compareTo)
          .orElse("");
    }
  }

  private static long lastSize(final Path dir) throws IOException {
    final String last = lastName(dir);
    return last.isEmpty() ? 0 : Files.size(dir.resolve(last));
  }

  private static void copy(final Path from, final Path to) throws IOException {
    try (Stream<Path> files = Files.list(from)) {
      for (final Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  private static void delete(final Path dir) throws IOException {
    try (Stream<Path> files = Files.list(dir)) {
      for (final Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(dir);
  }
}
