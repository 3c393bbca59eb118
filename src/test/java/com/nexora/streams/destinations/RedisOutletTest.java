package com.nexora.streams.destinations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nexora.streams.testkit.FreePorts;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.embedded.RedisServer;

/** Against a real Redis. */
final class RedisOutletTest {

  private final int port = FreePorts.one();
  private RedisServer redis;

  @BeforeEach
  void start() throws IOException {
    redis = server();
    redis.start();
  }

  @AfterEach
  void stop() throws IOException {
    redis.stop();
  }

  @Test
  void shouldAddABatchInOrder() throws Exception {
    try (RedisOutlet outlet = outlet(Map.of("password", "env:REDIS"))) {
      // When
      outlet.deliver(Samples.items(0, 500));

      // Then
      final List<StreamMessage<String, byte[]>> entries = read();
      assertThat(entries).hasSize(500);
      assertThat(entries.get(499).getBody()).containsKeys("tenant", "entity", "time", "offset");
      assertThat(text(entries.get(499), "id")).isEqualTo("finding-499");
      assertThat(text(entries.get(499), "encoding")).isEqualTo("gzip");
      try (GZIPInputStream data =
          new GZIPInputStream(new ByteArrayInputStream(entries.get(499).getBody().get("data")))) {
        assertThat(new String(data.readAllBytes(), StandardCharsets.UTF_8))
            .isEqualTo("{\"number\":499}");
      }
    }
  }

  @Test
  void shouldBeUnavailableWithoutAServerAndGoOnWhenItIsBack() throws Exception {
    // Given
    final RedisOutlet outlet = outlet(Map.of("password", "env:REDIS"));
    outlet.deliver(Samples.items(0, 5));
    redis.stop();
    assertThatThrownBy(() -> outlet.deliver(Samples.items(5, 10)))
        .isInstanceOf(UnavailableException.class);
    outlet.close();
    redis = server();
    redis.start();

    // When
    try (RedisOutlet again = outlet(Map.of("password", "env:REDIS"))) {
      again.deliver(Samples.items(5, 10));
    }

    // Then
    assertThat(read()).extracting(e -> text(e, "id")).contains("finding-5", "finding-9");
  }

  @Test
  void shouldBeUnavailableWithAWrongPassword() {
    try (RedisOutlet outlet = outlet(Map.of("password", "env:WRONG"))) {
      assertThatThrownBy(() -> outlet.deliver(Samples.items(0, 1)))
          .isInstanceOf(UnavailableException.class);
    }
  }

  @Test
  void shouldNotConnectWhereTheOperatorDoesNotAllow() {
    // Given
    final RedisOutlet outlet =
        new RedisOutlet(
            Samples.spec("redis", Map.of("host", "127.0.0.1", "port", "" + port, "tls", "off")),
            Samples.secrets(Map.of()),
            new NetworkGuard(List.of()));

    // When
    assertThatThrownBy(() -> outlet.deliver(Samples.items(0, 1)))

        // Then
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("destinations.allowed.networks");
  }

  private RedisServer server() throws IOException {
    return RedisServer.newRedisServer()
        .port(port)
        .setting("bind 127.0.0.1")
        .setting("requirepass open-sesame")
        .setting("save \"\"")
        .build();
  }

  private RedisOutlet outlet(final Map<String, String> more) {
    final Map<String, String> config = new HashMap<>(more);
    config.put("host", "127.0.0.1");
    config.put("port", Integer.toString(port));
    config.put("tls", "off");
    config.put("stream", "events");
    return new RedisOutlet(
        Samples.spec("redis", config),
        Samples.secrets(Map.of("REDIS", "open-sesame", "WRONG", "guess")),
        Samples.LOCAL);
  }

  private List<StreamMessage<String, byte[]>> read() {
    final RedisClient client = RedisClient.create("redis://open-sesame@127.0.0.1:" + port);
    try (StatefulRedisConnection<String, byte[]> connection =
        client.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE))) {
      return connection.sync().xrange("events", Range.unbounded());
    } finally {
      client.shutdown();
    }
  }

  private static String text(final StreamMessage<String, byte[]> entry, final String field) {
    return new String(entry.getBody().get(field), StandardCharsets.UTF_8);
  }
}
