import { graphql } from './graphql.ts';

export async function acceptInvite(code: string): Promise<void> {
  await graphql(
    `mutation AcceptInvite($data: AcceptInviteInput!) { acceptInvite(data: $data) { invite { id } } }`,
    { data: { code } },
  );
}
