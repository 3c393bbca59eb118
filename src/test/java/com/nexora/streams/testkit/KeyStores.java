package com.nexora.streams.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A server and a client with self-signed certificates, made by the JDK's {@code keytool}. */
public final class KeyStores {

  private static final String PASSWORD = "changeit";

  private final Path dir;

  private KeyStores(final Path dir) {
    this.dir = dir;
  }

  public static KeyStores generate(final Path dir) throws IOException, InterruptedException {
    final KeyStores stores = new KeyStores(dir);
    stores.pair("server");
    stores.pair("client");
    stores.trust("server", "trust-server.p12", "PKCS12");
    stores.trust("server", "trust-server.jks", "JKS");
    stores.trust("client", "trust-client.p12", "PKCS12");
    return stores;
  }

  /** What the server shows, and whom it trusts: the client alone. */
  public SSLContext serverContext() throws GeneralSecurityException, IOException {
    final KeyManagerFactory keys =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(load("server.p12"), PASSWORD.toCharArray());
    final TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(load("trust-client.p12"));
    final SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  /** Settings of a client that trusts the server by a store of the given type. */
  public Map<String, Object> trustStore(final String type) {
    final String file = "JKS".equals(type) ? "trust-server.jks" : "trust-server.p12";
    return Map.of(
        "schema.registry.ssl.truststore.location", dir.resolve(file).toString(),
        "schema.registry.ssl.truststore.type", type,
        "schema.registry.ssl.truststore.password", PASSWORD);
  }

  /** Settings of a client that trusts the server by a PEM file. */
  public Map<String, Object> trustPem() {
    return Map.of(
        "schema.registry.ssl.truststore.location",
        dir.resolve("server.pem").toString(),
        "schema.registry.ssl.truststore.type",
        "PEM");
  }

  /** Settings by which the client proves itself. */
  public Map<String, Object> clientKeyStore() {
    return Map.of(
        "schema.registry.ssl.keystore.location",
        dir.resolve("client.p12").toString(),
        "schema.registry.ssl.keystore.type",
        "PKCS12",
        "schema.registry.ssl.keystore.password",
        PASSWORD,
        "schema.registry.ssl.key.password",
        PASSWORD);
  }

  private void pair(final String name) throws IOException, InterruptedException {
    keytool(
        "-genkeypair",
        "-alias",
        name,
        "-keyalg",
        "EC",
        "-groupname",
        "secp256r1",
        "-validity",
        "2",
        "-dname",
        "CN=" + name,
        "-ext",
        "san=ip:127.0.0.1,dns:localhost",
        "-storetype",
        "PKCS12",
        "-keystore",
        name + ".p12",
        "-storepass",
        PASSWORD);
    keytool(
        "-exportcert",
        "-rfc",
        "-alias",
        name,
        "-keystore",
        name + ".p12",
        "-storepass",
        PASSWORD,
        "-file",
        name + ".pem");
  }

  private void trust(final String name, final String store, final String type)
      throws IOException, InterruptedException {
    keytool(
        "-importcert",
        "-noprompt",
        "-alias",
        name,
        "-file",
        name + ".pem",
        "-storetype",
        type,
        "-keystore",
        store,
        "-storepass",
        PASSWORD);
  }

  private void keytool(final String... arguments) throws IOException, InterruptedException {
    final List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    final Process process =
        new ProcessBuilder(command).directory(dir.toFile()).redirectErrorStream(true).start();
    final String output = new String(process.getInputStream().readAllBytes());
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IllegalStateException("keytool failed: " + output);
    }
  }

  private KeyStore load(final String file) throws GeneralSecurityException, IOException {
    final KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(dir.resolve(file))) {
      store.load(in, PASSWORD.toCharArray());
    }
    return store;
  }
}
