import { queryOptions } from '@tanstack/react-query';
import { graphql } from './graphql.ts';

export interface ProjectSummary {
  id: string;
  name: string;
  description: string | null;
  createdAt: string;
  environments: { id: string; name: string; displayName: string }[];
}

export const projectsQuery = queryOptions({
  queryKey: ['projects'],
  queryFn: async () => {
    const { viewer } = await graphql<{ viewer: { projects: ProjectSummary[] } }>(`
      query Projects {
        viewer {
          ... on UserViewer {
            projects { id name description createdAt environments { id name displayName } }
          }
        }
      }`);
    return viewer.projects ?? [];
  },
});

/** The Management API asks for a region; a self-hosted server has one, whatever it is called. */
const region = 'self-hosted';

export async function createProject(input: {
  name: string;
  description: string | null;
}): Promise<{ id: string }> {
  const { createProject } = await graphql<{ createProject: { id: string } }>(
    `mutation CreateProject($data: CreateProjectInput!) { createProject(data: $data) { id } }`,
    { data: { ...input, region } },
  );
  return createProject;
}
