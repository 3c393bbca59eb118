package com.nexora.streams.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SpoolTest {

  private static final long ROOM = 1 << 20;
  private static final long SEGMENT = 500;

  @TempDir Path dir;

  @Test
  void shouldGiveBackInOrderWhatAnEarlierProcessLeft() throws IOException {
    // Given
    try (Spool spool = Spool.open(dir, ROOM, SEGMENT)) {
      fill(spool, 0, 50);
    }

    // When
    try (Spool again = Spool.open(dir, ROOM, SEGMENT)) {
      fill(again, 50, 60);

      // Then
      assertThat(again.waiting()).isEqualTo(60);
      assertThat(drain(again, 7)).isEqualTo(Lines.numbered(0, 60));
      assertThat(again.waiting()).isZero();
      assertThat(again.bytes()).isZero();
    }
    assertThat(segments()).isEmpty();
  }

  @Test
  void shouldGoOnBehindWhatWasDelivered() throws IOException {
    // Given
    try (Spool spool = Spool.open(dir, ROOM, SEGMENT)) {
      fill(spool, 0, 40);
      spool.commit(spool.peek(23, ROOM));
    }

    // When
    try (Spool again = Spool.open(dir, ROOM, SEGMENT)) {

      // Then
      assertThat(again.waiting()).isEqualTo(17);
      assertThat(drain(again, 100)).isEqualTo(Lines.numbered(23, 40));
    }
  }

  @Test
  void shouldNotShowWhatIsNotOnTheDiskYet() throws IOException {
    try (Spool spool = Spool.open(dir, ROOM, SEGMENT)) {
      // Given
      fill(spool, 0, 2);
      spool.append(Lines.line(2));

      // When
      final List<Spool.Spooled> seen = spool.peek(10, ROOM);

      // Then
      assertThat(seen).extracting(s -> Lines.text(s.record())).isEqualTo(Lines.numbered(0, 2));
    }
  }

  @Test
  void shouldRefuseWhenFullAndTakeAgainWhenDrained() throws IOException {
    try (Spool spool = Spool.open(dir, 4_000, SEGMENT)) {
      // Given
      int taken = 0;
      while (spool.append(Lines.line(taken))) {
        taken++;
      }
      spool.sync();

      // When
      final boolean refused = !spool.append(Lines.line(taken));
      final List<String> drained = drain(spool, 10);

      // Then
      assertThat(refused).isTrue();
      assertThat(taken).isGreaterThan(20);
      assertThat(drained).isEqualTo(Lines.numbered(0, taken));
      assertThat(spool.append(Lines.line(taken))).isTrue();
    }
  }

  @Test
  void shouldSkipADamagedPlaceInTheMiddleAndCountIt() throws IOException {
    // Given
    try (Spool spool = Spool.open(dir, ROOM, SEGMENT)) {
      fill(spool, 0, 30);
    }
    final Path second = segments().get(1);
    final long firstOfThird = number(segments().get(2));
    final byte[] bytes = Files.readAllBytes(second);
    bytes[bytes.length / 2] ^= 1;
    Files.write(second, bytes);

    // When
    try (Spool again = Spool.open(dir, ROOM, SEGMENT)) {
      final List<String> read = drain(again, 100);

      // Then
      assertThat(again.damaged()).isOne();
      assertThat(again.waiting()).isZero();
      assertThat(read)
          .startsWith(Lines.numbered(0, (int) number(second) - 1).toArray(String[]::new))
          .endsWith(Lines.numbered((int) firstOfThird - 1, 30).toArray(String[]::new))
          .hasSizeLessThan(30);
    }
  }

  @Test
  void shouldSkipWhatIsDamagedWhileItIsOpen() throws IOException {
    try (Spool spool = Spool.open(dir, ROOM, SEGMENT)) {
      // Given
      fill(spool, 0, 30);
      final Path first = segments().get(0);
      final int next = (int) number(segments().get(1)) - 1;
      final byte[] bytes = Files.readAllBytes(first);
      bytes[0] ^= 1;
      Files.write(first, bytes, StandardOpenOption.WRITE);

      // When
      final List<String> read = drain(spool, 100);

      // Then
      assertThat(read).isEqualTo(Lines.numbered(next, 30));
      assertThat(spool.damaged()).isOne();
      assertThat(spool.waiting()).isZero();
    }
  }

  @Test
  void shouldBelongToOnePublisherAtATime() throws IOException {
    try (Spool first = Spool.open(dir, ROOM, SEGMENT)) {
      assertThat(first.waiting()).isZero();

      // When
      assertThatThrownBy(() -> Spool.open(dir, ROOM, SEGMENT))

          // Then
          .isInstanceOf(IOException.class)
          .hasMessageContaining("is used by another publisher");
    }
  }

  static void fill(final Spool spool, final int from, final int to) throws IOException {
    for (int i = from; i < to; i++) {
      assertThat(spool.append(Lines.line(i))).isTrue();
    }
    spool.sync();
  }

  static List<String> drain(final Spool spool, final int atOnce) throws IOException {
    final List<String> read = new ArrayList<>();
    for (List<Spool.Spooled> batch = spool.peek(atOnce, ROOM);
        !batch.isEmpty();
        batch = spool.peek(atOnce, ROOM)) {
      batch.forEach(spooled -> read.add(Lines.text(spooled.record())));
      spool.commit(batch);
    }
    return read;
  }

  private List<Path> segments() throws IOException {
    try (Stream<Path> files = Files.list(dir)) {
      return files.filter(f -> f.toString().endsWith(".spool")).sorted().toList();
    }
  }

  private static long number(final Path segment) {
    return Long.parseLong(segment.getFileName().toString().substring(0, 20));
  }
}
