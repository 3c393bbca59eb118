package com.nexora.streams.runtime;

import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Type;

/** Settings of the HTTP server's TLS. */
final class TlsKeys {

  static final String CERTIFICATE = "http.tls.certificate.file";
  static final String KEY = "http.tls.key.file";
  static final String KEYSTORE = "http.tls.keystore.file";
  static final String PASSWORD = "http.tls.keystore.password.file";
  static final String CLIENT_AUTHORITIES = "http.tls.client.ca.file";

  private TlsKeys() {}

  static void define(final ConfigDef def) {
    def.define(
            CERTIFICATE,
            Type.STRING,
            "",
            MEDIUM,
            "Certificate chain of the HTTP server, PEM, its own certificate first. With it, or with a keystore, the server speaks TLS 1.3 and 1.2 only; without, plain HTTP. Read at the start.")
        .define(
            KEY,
            Type.STRING,
            "",
            MEDIUM,
            "Private key of the certificate, PEM (PKCS#8, not encrypted).")
        .define(
            KEYSTORE,
            Type.STRING,
            "",
            MEDIUM,
            "PKCS12 file with the server's certificate and key, in place of the two PEM files.")
        .define(PASSWORD, Type.STRING, "", MEDIUM, "File with the password of the PKCS12 file.")
        .define(
            CLIENT_AUTHORITIES,
            Type.STRING,
            "",
            MEDIUM,
            "Certificates, PEM, of which one must have signed a client's. If set, every client must show one, probes included; a bearer token is needed all the same.");
  }
}
