package com.nexora.streams.processkit;

import com.nexora.streams.audit.HmacKeys;
import com.nexora.streams.audit.checkpoint.CheckpointKeys;
import com.nexora.streams.embedded.DevCluster;
import com.nexora.streams.privacy.PrivacyKeys;
import com.nexora.streams.query.Tokens;
import com.nexora.streams.testkit.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;

/** All keys that an installation with a signed trail needs, and the settings of its instances. */
public final class TrailSettings {

  private static final String ORIGIN = "trail.example";

  private final Path directory;
  private final Path keys;
  private final String verifierKey;

  /**
   * Makes the keys.
   *
   * @param directory for keys and state directories
   */
  public TrailSettings(final Path directory) {
    this.directory = directory;
    this.keys = directory.resolve("keys");
    try {
      Files.createDirectories(keys);
      final String secret = CheckpointKeys.generate(ORIGIN);
      this.verifierKey = CheckpointKeys.parse(secret, ORIGIN).signing().toString();
      Tokens.createSecret(keys.resolve("jwt.key"));
      HmacKeys.generate(hmacKeys());
      PrivacyKeys.generate(keys.resolve("privacy.keys"));
      Files.writeString(keys.resolve("signing.keys"), secret);
      Files.setPosixFilePermissions(
          keys.resolve("signing.keys"), PosixFilePermissions.fromString("rw-------"));
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Public key under which checkpoints are signed. */
  public String verifierKey() {
    return verifierKey;
  }

  /** File with the keys of the HMACs. */
  public Path hmacKeys() {
    return keys.resolve("hmac.keys");
  }

  /** Where an instance keeps its state. */
  public Path state(final String instance) {
    return directory.resolve("state-" + instance);
  }

  /** Settings of an instance on a free port, to be added to. */
  public Map<String, String> of(
      final DevCluster cluster, final String applicationId, final String instance) {
    final Map<String, String> settings = new HashMap<>();
    settings.put("application.id", applicationId);
    settings.put("instance.id", instance);
    settings.put("topics.profile", "dev");
    settings.put("kafka.bootstrap.servers", cluster.bootstrapServers());
    settings.put("schema.registry.url", cluster.registryUrl());
    settings.put("state.dir", state(instance).toString());
    settings.put("audit.hmac.keys.file", hmacKeys().toString());
    settings.put("audit.signing.keys.file", keys.resolve("signing.keys").toString());
    settings.put("audit.origin", ORIGIN);
    settings.put("audit.checkpoint.entries", "50");
    settings.put("audit.checkpoint.interval.ms", "300");
    settings.put("privacy.keys.file", keys.resolve("privacy.keys").toString());
    settings.put("auth.jwt.hs256.secret.file", keys.resolve("jwt.key").toString());
    settings.put("http.host", "127.0.0.1");
    settings.put("http.port", Integer.toString(FreePorts.one()));
    return settings;
  }
}
