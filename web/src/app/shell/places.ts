import type { IconName } from '../ui/icon';
import type { Permission } from './session';

/** One entry of the navigation, shown to those who hold the permission. */
export interface Place {
  readonly label: string;
  readonly link: string;
  readonly icon: IconName;
  readonly needs: Permission;
}

/** What admins, reviewers and auditors work in. */
export const managedPlaces: readonly Place[] = [
  { label: $localize`Home`, link: '/', icon: 'home', needs: 'connector.read' },
  { label: $localize`Connectors`, link: '/connectors', icon: 'hub', needs: 'connector.read' },
  { label: $localize`People`, link: '/people', icon: 'group', needs: 'people.read' },
  { label: $localize`Audit`, link: '/audit', icon: 'history', needs: 'audit.read' },
  { label: $localize`Settings`, link: '/settings', icon: 'build', needs: 'connector.read' },
];

/** What every member has for their own use. */
export const ownPlaces: readonly Place[] = [
  { label: $localize`Catalog`, link: '/catalog', icon: 'storefront', needs: 'catalog.use' },
  { label: $localize`Access tokens`, link: '/tokens', icon: 'key', needs: 'token.manage' },
];
