package com.nexora.streams.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class AgentMemoryTest {

  @Property(tries = 300)
  void shouldReadBackWhatItWrote(@ForAll final long seed) {
    // Given
    final byte[] written = any(new Random(seed)).encode();

    // When
    final byte[] again = AgentMemory.decode(written).encode();

    // Then
    assertThat(again).isEqualTo(written);
  }

  @Example
  void shouldReadBackEveryField() {
    // Given
    final AgentMemory memory = any(new Random(5));

    // When
    final AgentMemory read = AgentMemory.decode(memory.encode());

    // Then
    assertThat(read).usingRecursiveComparison().isEqualTo(memory);
  }

  @Example
  void shouldRefuseEveryByteThatWasChanged() {
    // Given
    final byte[] written = any(new Random(1)).encode();

    for (int at = 0; at < written.length; at++) {
      final byte[] damaged = written.clone();
      damaged[at] ^= 0x10;

      // When // Then
      assertThatThrownBy(() -> AgentMemory.decode(damaged))
          .as("byte %d", at)
          .isInstanceOf(CorruptStateException.class);
    }
  }

  @Example
  void shouldRefuseEveryPartOfItself() {
    // Given
    final byte[] written = any(new Random(2)).encode();

    for (int length = 0; length < written.length; length++) {
      final byte[] part = Arrays.copyOf(written, length);

      // When // Then
      assertThatThrownBy(() -> AgentMemory.decode(part))
          .as("%d bytes", length)
          .isInstanceOf(CorruptStateException.class);
    }
  }

  @Example
  void shouldRefuseSealedBytesThatEndTooEarly() {
    // Given
    final byte[] written = new AgentMemory().encode();
    final byte[] shorter = Arrays.copyOf(written, written.length - 8);
    FlatHistogram.putInt(
        shorter, shorter.length - 4, FlatHistogram.checksum(shorter, 0, shorter.length - 4));

    // When // Then
    assertThatThrownBy(() -> AgentMemory.decode(shorter))
        .isInstanceOf(CorruptStateException.class)
        .hasMessageContaining("ends too early");
  }

  private static AgentMemory any(final Random random) {
    final AgentMemory memory = new AgentMemory();
    memory.settled = random.nextLong();
    memory.lastActive = random.nextLong();
    memory.activeMinutes = random.nextInt();
    memory.longestGap = random.nextFloat();
    memory.lowRun = random.nextInt(100);
    memory.gone = random.nextBoolean();
    for (int i = random.nextInt(1 + AnomalyDetector.MAX_NAMED); i > 0; i--) {
      memory.tracks.add(new Track(Track.Kind.NAMED, "n".repeat(128 - i)));
    }
    memory.tracks.forEach(track -> fill(track, random));
    return memory;
  }

  private static void fill(final Track track, final Random random) {
    track.within = random.nextFloat();
    track.usual = random.nextFloat();
    track.lastSeen = random.nextLong();
    for (int slot = 0; slot < Baseline.SLOTS; slot++) {
      if (random.nextBoolean()) {
        track.baseline.restore(
            slot, random.nextFloat(), random.nextFloat(), 1 + random.nextInt(0xFFFF));
      }
    }
    if (random.nextBoolean()) {
      final Incident incident = new Incident(random.nextLong(), random.nextBoolean());
      incident.confirmed = random.nextBoolean();
      incident.peak = random.nextFloat();
      incident.saidPeak = random.nextFloat();
      incident.saidAt = random.nextLong();
      incident.calm = random.nextInt(0xFFFF);
      incident.shift = random.nextFloat();
      incident.shiftMinutes = random.nextInt(0xFFFF);
      track.incident = incident;
    }
  }
}
