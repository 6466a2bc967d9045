import React from 'react';
import { Box, Button, Field, Input, Stack } from '@grafana/ui';
import { t } from '../../translations';
import type { SecretDraft } from './settingsDraft';

interface Props {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly secret: SecretDraft;
}

/** A key that can be entered and replaced; one that is stored is never shown. */
export function SecretField({ id, label, description, secret }: Props) {
  const button = secret.kept
    ? { text: t('secret.replace', 'Replace'), onClick: secret.replace }
    : { text: t('secret.keep', 'Keep the stored one'), onClick: secret.keep };
  return (
    <Field label={label} description={description} htmlFor={id} noMargin>
      <Stack gap={1} wrap="wrap">
        <Box grow={1} flex={1} minWidth={20}>
          <Input
            id={id}
            // Left alone by password managers: it is nobody's password here.
            type={secret.kept ? 'text' : 'password'}
            autoComplete="new-password"
            disabled={secret.kept}
            value={secret.kept ? t('secret.stored', 'stored') : secret.value}
            onChange={secret.change}
          />
        </Box>
        {button.onClick !== undefined && (
          <Button
            variant="secondary"
            onClick={button.onClick}
            aria-label={t('secret.button', '{{button}}: {{label}}', { button: button.text, label })}
          >
            {button.text}
          </Button>
        )}
      </Stack>
    </Field>
  );
}
