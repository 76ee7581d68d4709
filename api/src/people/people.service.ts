import { Inject, Injectable } from '@nestjs/common';
import type { Page, PageRequest } from '../kernel/cursor.js';
import { isId } from '../kernel/ids.js';
import type { RequestContext } from '../kernel/request-context.js';
import { UNIT_OF_WORK, type UnitOfWork, type Work } from '../kernel/unit-of-work.js';
import { GroupsRepository } from './groups.repository.js';
import { MembersRepository } from './members.repository.js';
import type { Group, Member, Standing } from './person.js';

/** Reads members, groups and the roles they hold. */
@Injectable()
export class PeopleService {
  constructor(
    @Inject(UNIT_OF_WORK) private readonly unitOfWork: UnitOfWork,
    private readonly memberRows: MembersRepository,
    private readonly groupRows: GroupsRepository,
  ) {}

  members(context: RequestContext, search: string | undefined, request: PageRequest): Promise<Page<Member>> {
    return this.unitOfWork.read(context, (work) => this.memberRows.page(work, search, request));
  }

  groups(context: RequestContext, search: string | undefined, request: PageRequest): Promise<Page<Group>> {
    return this.unitOfWork.read(context, (work) => this.groupRows.page(work, search, request));
  }

  async member(context: RequestContext, id: string): Promise<Member | undefined> {
    if (!isId(id)) return undefined;
    return (await this.unitOfWork.read(context, (work) => this.memberRows.findMany(work, [id]))).get(id);
  }

  groupsOf(context: RequestContext, memberId: string): Promise<Group[]> {
    return this.unitOfWork.read(context, (work) => this.groupRows.ofMember(work, memberId));
  }

  /** What a member may do and belongs to, as of now. */
  standing(context: RequestContext, memberId: string): Promise<Standing | undefined> {
    return this.unitOfWork.read(context, (work) => this.memberRows.standing(work, memberId));
  }

  /** The same inside an open transaction. */
  standingWithin(work: Work, memberId: string): Promise<Standing | undefined> {
    return this.memberRows.standing(work, memberId);
  }

  /** The groups with these ids inside an open transaction; ids of other organizations are simply not there. */
  groupsById(work: Work, ids: readonly string[]): Promise<ReadonlyMap<string, Group>> {
    return this.groupRows.findMany(work, ids);
  }

  /** Whether all of these are members, inside an open transaction. */
  membersById(work: Work, ids: readonly string[]): Promise<ReadonlyMap<string, Member>> {
    return this.memberRows.findMany(work, ids);
  }

  /** Batch of a loader. */
  readonly memberBatch = async (context: RequestContext, ids: readonly string[]) => {
    const found = await this.unitOfWork.read(context, (work) => this.memberRows.findMany(work, ids));
    return ids.map((id) => found.get(id));
  };

  /** Batch of a loader. */
  readonly groupBatch = async (context: RequestContext, ids: readonly string[]) => {
    const found = await this.unitOfWork.read(context, (work) => this.groupRows.findMany(work, ids));
    return ids.map((id) => found.get(id));
  };
}
