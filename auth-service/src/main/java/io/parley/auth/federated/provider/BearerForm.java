package io.parley.auth.federated.provider;

/// How the access tokens of a provider look. Each form has something that its ID tokens lack, so
/// that one cannot stand for the other (RFC 8725, 3.12).
public enum BearerForm {
  /// RFC 9068: type `at+jwt`, an audience, and all the claims that it asks for.
  AT_JWT("at+jwt"),
  /// AWS Cognito: no audience, but `token_use` is `access` and `client_id` is listed.
  COGNITO("cognito"),
  /// Others (Keycloak, Auth0, Entra): an audience that is no client's own id, and none of the
  /// claims that only ID tokens have.
  JWT("jwt");

  private final String text;

  BearerForm(String text) {
    this.text = text;
  }

  /// As it is set.
  public String text() {
    return text;
  }
}
