package com.nexora.streams.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.events.AuditEvent;
import com.nexora.events.AuditRecord;
import java.io.File;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The example of docs/audit.md, which outsiders hold their verifiers against. */
final class PublishedExampleTest {

  @Test
  void shouldSealThePublishedExample() throws Exception {
    // Given
    final String page =
        Files.readString(Path.of(System.getProperty("basedir", "."), "docs/audit.md"));

    // When
    final AuditRecord second = example()[1];

    // Then
    assertThat(page)
        .contains("leaf hash 1  " + hex(example()[0].getLeafHash()))
        .contains("hmac 1       " + hex(example()[0].getHmac()))
        .contains("entry 2      " + hex(second.getEntry()))
        .contains("leaf hash 2  " + hex(second.getLeafHash()))
        .contains("hmac 2       " + hex(second.getHmac()));
  }

  @Test
  void shouldReadAnEntryInAProgramThatTrustsNothingBeforehand() throws Exception {
    // Given
    final Process program =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Alone.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(new File("target/published-example.log"))
            .start();

    // When
    final boolean ended = program.waitFor(60, TimeUnit.SECONDS);

    // Then
    assertThat(ended).isTrue();
    assertThat(program.exitValue()).isZero();
  }

  /** A program of somebody else's: it has the jar and none of the build's system properties. */
  static final class Alone {

    private Alone() {}

    public static void main(final String[] arguments) throws Exception {
      final ByteBuffer entry = example()[0].getEntry();
      final byte[] bytes = new byte[entry.remaining()];
      entry.duplicate().get(bytes);
      final String actor = AuditSchemas.shipped().decode(bytes).getEvent().getActor();
      System.exit("alice".equals(actor) ? 0 : 1);
    }
  }

  private static AuditRecord[] example() {
    final byte[] key = new byte[32];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) i;
    }
    final Sealing sealing =
        new Sealing(HmacKeys.parse("1:" + Base64.getEncoder().encodeToString(key)));
    final Sealing.Sealed first = sealing.seal("default/2", 0, TenantHead.empty(), act(1));
    final Sealing.Sealed second = sealing.seal("default/2", 1, first.tenant(), act(2));
    return new AuditRecord[] {first.record(), second.record()};
  }

  private static AuditEvent act(final int number) {
    return AuditEvent.newBuilder()
        .setAuditId("ext:act-" + number)
        .setTenantId("acme")
        .setEventType("data.access")
        .setCategory("DATA_ACCESS")
        .setAction("read")
        .setActor("alice")
        .setResource("table:orders")
        .setPayload("{\"rows\":3}")
        .setOccurredAt(1_767_600_000_000L + number)
        .setSourceTopic("audit.events")
        .setSourcePartition(2)
        .setSourceOffset(40L + number)
        .setMetadata(Map.of("region", "eu"))
        .build();
  }

  private static String hex(final ByteBuffer buffer) {
    final byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
