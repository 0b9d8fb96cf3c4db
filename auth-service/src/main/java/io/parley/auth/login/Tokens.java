package io.parley.auth.login;

import io.parley.auth.secret.Randomness;
import io.parley.auth.token.TokenIssuer;
import org.springframework.stereotype.Component;

/// What tokens of a login are made with.
@Component
record Tokens(TokenIssuer issuer, RefreshTokens refreshTokens, Randomness random) {}
