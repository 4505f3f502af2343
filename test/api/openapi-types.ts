/** TypeScript declarations that openapi-typescript derives from an OpenAPI document. */
import { registerHooks } from 'node:module';

/** openapi-typescript needs the compiler's programming interface, which TypeScript has until version 5. */
registerHooks({
  resolve: (name, context, next) => {
    const isOfGenerator = context.parentURL?.includes('/openapi-typescript/') === true;
    return next(name === 'typescript' && isOfGenerator ? 'typescript5' : name, context);
  },
});

/** A member with a default may be left out of what is sent. */
const options = { silent: true, defaultNonNullable: false };

/** @param document the OpenAPI document, parsed */
export async function openApiTypes(document: object): Promise<string> {
  const { default: generate, astToString } = await import('openapi-typescript');
  return astToString(await generate(document as Parameters<typeof generate>[0], options));
}
