package io.parley.auth.federated.provider;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.parley.edge.setting.SettingMissing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/// Which certificates of providers count: those of the authorities that the JDK trusts, and of
/// those in the file of `PARLEY_OIDC_TRUSTED_CERTIFICATES` (PEM, one or several), as a company has
/// that signs its own. Made at the start, because it reads files; what cannot be read ends it with
/// one sentence.
@Component
final class ProviderTrust {

  private static final String VARIABLE = "PARLEY_OIDC_TRUSTED_CERTIFICATES";

  private final SslContext context;

  ProviderTrust(Environment environment) {
    var file = environment.getProperty(VARIABLE, "").strip();
    try {
      context = file.isEmpty() ? ofTheJdk() : with(read(file));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("no TLS", e);
    }
  }

  SslContext context() {
    return context;
  }

  private static SslContext ofTheJdk() throws SSLException {
    return SslContextBuilder.forClient().build();
  }

  private static SslContext with(Collection<? extends Certificate> own)
      throws GeneralSecurityException, IOException {
    var all = new ArrayList<Certificate>(own);
    all.addAll(authoritiesOfTheJdk());
    var store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    for (int i = 0; i < all.size(); i++) {
      store.setCertificateEntry("trusted-" + i, all.get(i));
    }
    return SslContextBuilder.forClient().trustManager(factory(store)).build();
  }

  private static List<Certificate> authoritiesOfTheJdk() throws GeneralSecurityException {
    return Arrays.stream(factory(null).getTrustManagers())
        .filter(X509TrustManager.class::isInstance)
        .map(X509TrustManager.class::cast)
        .<Certificate>flatMap(manager -> Arrays.stream(manager.getAcceptedIssuers()))
        .toList();
  }

  /// @param store null for the JDK's own
  private static TrustManagerFactory factory(@Nullable KeyStore store)
      throws GeneralSecurityException {
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory;
  }

  private static Collection<? extends Certificate> read(String file) {
    try (var in = Files.newInputStream(Path.of(file))) {
      var read = CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (read.isEmpty()) {
        throw new SettingMissing(VARIABLE + ": " + file + " has none (expected: PEM)");
      }
      return read;
    } catch (IOException | InvalidPathException e) {
      throw new SettingMissing(VARIABLE + ": " + file + " cannot be read (expected: a PEM file)");
    } catch (CertificateException e) {
      throw new SettingMissing(VARIABLE + ": " + file + " is no certificate (expected: PEM)");
    }
  }
}
